import type { Ctx } from "../../context.ts";
import type { QueryDiagnostic } from "../../contract/api.ts";
import { parseQuery } from "../../contract/query/parse.ts";
import type { LineFilter } from "../../stores/clickhouse/log-lines.ts";
import { toSql } from "../../stores/clickhouse/query-sql.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import { asksForId } from "./asks-for-id.ts";
import { boundedFilter } from "./bounded-filter.ts";
import { type DrainApps, drainAppsOf } from "./line-view.ts";

export interface CompiledQuery {
  filter: LineFilter;
  diagnostics: QueryDiagnostic[];
  /** Few lines will be found, and anywhere in the range. */
  isForId: boolean;
  /** Needed to show lines, and read anyway to resolve `app:`. */
  apps: DrainApps;
}

/**
 * Any text is a query; what was read leniently is said in the diagnostics.
 *
 * @throws Fault query.too_large
 */
export async function compileQuery(
  { stores, resourceId }: Pick<Ctx, "stores" | "resourceId">,
  text: string,
): Promise<CompiledQuery> {
  const rows = await attachments.listOfResource(stores.pg, resourceId);
  const { tree, diagnostics } = parseQuery(text);
  const drains = rows.map((row) => ({ id: row.id, appId: row.app_id, appName: row.app_name }));
  return {
    filter: boundedFilter(toSql(tree, { drains })),
    diagnostics,
    isForId: asksForId(tree),
    apps: drainAppsOf(rows),
  };
}
