import type { Ctx } from "../../context.ts";
import type { Change } from "../../contract/api.ts";
import { type FoundMark, findMarks } from "../../stores/clickhouse/changes/changes.ts";
import type { TimeRange } from "../../stores/clickhouse/line-ranges.ts";
import { compileChangeQuery } from "./compile-change-query.ts";
import { allOf, readChangePages } from "./find-changes.ts";

/** More marks than this in one picture tell nothing apart; the Changes page lists them all. */
const MARKS_MAX = 200;

/** The newest changes of a range as marks on a time line, oldest first, each once whoever told of it. */
export async function readMarks(ctx: Ctx, range: TimeRange, signal?: AbortSignal): Promise<Change[]> {
  const { filter, drains } = await compileChangeQuery(ctx, "");
  const scope = { range, filter, drains, ...(signal ? { signal } : {}) };
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
