import type { Ctx } from "../../context.ts";
import type { QueryDiagnostic } from "../../contract/api.ts";
import { parseQuery } from "../../contract/query/parse.ts";
import { changeFilter } from "../../stores/clickhouse/changes/change-filter.ts";
import type { ChangeScope } from "../../stores/clickhouse/changes/changes.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import { boundedFilter } from "../logs/bounded-filter.ts";

export interface CompiledChangeQuery extends Pick<ChangeScope, "filter" | "drains"> {
  diagnostics: QueryDiagnostic[];
}

/**
 * Any text is a query; what was read leniently is said in the diagnostics.
 *
 * @throws Fault query.too_large
 */
export async function compileChangeQuery(
  { stores, resourceId }: Pick<Ctx, "stores" | "resourceId">,
  text: string,
): Promise<CompiledChangeQuery> {
  const rows = await attachments.listOfResource(stores.pg, resourceId);
  const { tree, diagnostics } = parseQuery(text);
  return {
    filter: boundedFilter(changeFilter(tree)),
    drains: rows.map((row) => ({ id: row.id, appId: row.app_id, appName: row.app_name })),
    diagnostics,
  };
}
