import type { Ctx } from "../../context.ts";
import type { Change } from "../../contract/api.ts";
import type { TimeRange } from "../../stores/clickhouse/line-ranges.ts";
import { compileChangeQuery } from "./compile-change-query.ts";
import { findChangesUpTo } from "./find-changes.ts";

/** More marks than this in one picture tell nothing apart; the Changes page lists them all. */
const MARKS_MAX = 200;

/** The newest changes of a range as marks on a time line, oldest first, each once whoever told of it. */
export async function readMarks(ctx: Ctx, range: TimeRange, signal?: AbortSignal): Promise<Change[]> {
  const { filter, drains } = await compileChangeQuery(ctx, "");
  const scope = { range, filter, drains, ...(signal ? { signal } : {}) };
  const { changes } = await findChangesUpTo(ctx, scope, { order: "desc", limit: MARKS_MAX, after: null });
  return changes.reverse().map((change) => ({
    id: change.id,
    at: change.eventTime,
    type: change.eventName,
    actor: change.herokuActorEmail || change.herokuActorId || null,
    sentence: change.sentence,
    app: change.herokuAppName === "" ? null : { id: change.herokuAppId, name: change.herokuAppName },
  }));
}
