import type { Ctx } from "../../context.ts";
import type { Change } from "../../contract/api.ts";
import type { FieldTest, QueryNode } from "../../contract/query/tree.ts";
import { changeFilter } from "../../stores/clickhouse/changes/change-filter.ts";
import {
  type ChangeScope,
  type FoundMark,
  findMarks,
  type ReadOptions,
} from "../../stores/clickhouse/changes/changes.ts";
import type { TimeRange } from "../../stores/clickhouse/line-ranges.ts";
import { compileChangeQuery } from "./compile-change-query.ts";
import { allOf, readChangePages } from "./find-changes.ts";

/** More marks than this in one picture tell nothing apart; the Changes page lists them all. */
const MARKS_MAX = 200;

/**
 * The newest changes of a range as marks on the time line of the resource's log, oldest first, each once whoever told of
 * it: those of the apps whose logs come here, and those of no app (of a team, of the account). An enterprise account's
 * other apps have no lines here that a mark could explain; the Changes page has them.
 */
export async function readMarks(ctx: Ctx, range: TimeRange, options: ReadOptions): Promise<Change[]> {
  const { filter: everything, drains } = await compileChangeQuery(ctx, "");
  const own = ofOwnApps(drains);
  const filter = own === null ? everything : changeFilter(own);
  const scope = { ...options, range, filter, drains };
  const page = { order: "desc", limit: MARKS_MAX, after: null } as const;
  const pages = await readChangePages<FoundMark>(ctx, scope, page, {
    select: (inStep, step) => findMarks(ctx.stores.clickhouse, ctx.resourceId, inStep, step),
    positionOf: ({ atMs, id }) => ({ atMs, id }),
  });
  const { items } = await allOf(pages);
  return items.reverse().map((mark) => ({
    id: mark.id,
    at: new Date(mark.atMs).toISOString(),
    type: mark.eventName,
    actor: mark.herokuActorEmail || mark.herokuActorId || null,
    sentence: mark.sentence,
    app: mark.herokuAppName === "" ? null : { id: mark.herokuAppId, name: mark.herokuAppName },
  }));
}

/** @returns null where no drain's app is known: then nothing says which changes are other apps' */
function ofOwnApps(drains: ChangeScope["drains"]): QueryNode | null {
  const names = drains.flatMap((drain) => [drain.appId, drain.appName]).filter((name) => name !== null);
  if (names.length === 0) return null;
  const isOwn = [...new Set(names)].map((name) => appNode({ is: "value", text: name, isQuoted: true, isCased: false }));
  return { type: "or", nodes: [{ type: "not", node: appNode({ is: "exists" }) }, ...isOwn] };
}

/** `raw` is what a person would have typed; nobody did. */
function appNode(test: FieldTest): QueryNode {
  return { type: "field", raw: "", name: "app", isKey: false, test };
}
