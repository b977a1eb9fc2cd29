import type { Ctx } from "../../context.ts";
import type { Joined } from "../../contract/line.ts";
import { type LineRow, selectFrameLines } from "../../stores/clickhouse/log-lines.ts";
import { unlessTooSlow } from "../../stores/clickhouse/query-limits.ts";
import { joinCutLines, mayBeCut } from "./join-cut-lines.ts";
import type { ReadBudget } from "./read-budget.ts";

/** Frames of one page that are read again for their pieces; a page of nothing but cut lines shows some of them whole. */
const FRAMES_MAX = 20;

/**
 * What the lines were before the dyno cut them, by line id. A search finds one piece by its words, so the others are
 * read from its frame; only frames that a first piece on the page points to, because a line may end in any short piece.
 *
 * @param isEvery  look at the frames of all rows: for the one line that somebody opened, which may be a last piece
 */
export async function readJoined(
  { stores, resourceId }: Ctx,
  rows: readonly LineRow[],
  options: { budget: ReadBudget; isEvery?: boolean; signal?: AbortSignal },
): Promise<Map<string, Joined>> {
  const frames = new Map<string, LineRow>();
  for (const row of rows)
    if (frames.size < FRAMES_MAX && (options.isEvery || mayBeCut(row)))
      frames.set(`${row.received_ms} ${row.frame_seq}`, row);
  if (frames.size === 0) return new Map();
  // The pieces beside a line are a courtesy: a search that found its lines does not fail for them.
  const pieces = await unlessTooSlow(
    selectFrameLines(stores.clickhouse, resourceId, [...frames.values()], {
      secondsMax: options.budget.secondsLeft(),
      ...(options.signal ? { signal: options.signal } : {}),
    }),
  );
  return joinCutLines(pieces ?? []);
}
