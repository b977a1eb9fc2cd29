import type { Ctx } from "../../context.ts";
import type { Line } from "../../contract/line.ts";
import { compileMatcher } from "../../contract/query/match.ts";
import { parseQuery } from "../../contract/query/parse.ts";
import { parseLineId } from "../../lib/line-id.ts";
import { LoopShare } from "../../lib/loop-share.ts";
import { type ArrivedLines, selectArrivedAfter, selectLinesOfFrames } from "../../stores/clickhouse/arrived-lines.ts";
import type { LineFilter } from "../../stores/clickhouse/log-lines.ts";
import type { TailNews } from "../../stores/redis/tail-channel.ts";
import { compileQuery } from "./compile-query.ts";
import { toLine } from "./line-view.ts";

/** What waits for its turn to be matched, in lines: a frame's, some times over. What comes beyond is left out, and told. */
const WAITING_LINES_MAX = 20_000;
/** A tail's query is the customer's, and the loop is everybody's. */
const loop = new LoopShare();

/** This many lines that the client was not there for are sent at a time; more are a search, and are told as skipped. */
const REPLAY_LINES_MAX = 1_000;

export interface Tail {
  stop(): Promise<void>;
}

/**
 * Follows the lines of this resource that match, as they are stored.
 *
 * @param input.lastEventId the id of the last line the client has: what was stored since then comes first
 * @param on.open called once, before any lines: what is stored from then on comes
 * @param on.lines may be called before this resolves; lines come in order of arrival, none twice
 * @param on.skipped so many lines are left out here: they match, or nobody had the time to look
 */
export async function tailLogs(
  ctx: Ctx,
  input: { query: string; lastEventId: string | null },
  on: { open: () => void; lines: (lines: Line[]) => void; skipped: (count: number) => void },
): Promise<Tail> {
  const { stores, resourceId } = ctx;
  const { clickhouse } = stores;
  const matches = compileMatcher(parseQuery(input.query).tree);
  const sent = new RecentIds();
  const deliver = async (lines: Line[]) => {
    const fresh = await loop.filter(resourceId, lines, (line) => matches(line) && sent.isNew(line.id));
    if (fresh.length > 0) on.lines(fresh);
  };
  // Subscribe first, then read the past: what is stored in between arrives twice and is dropped, instead of missed. News
  // wait for what came before them to be read.
  let startReplay: () => void = () => {};
  let before = new Promise<void>((resolve) => {
    startReplay = resolve;
  });
  const deliverArrived = async (select: SelectArrived) => {
    const { lines, more } = await readArrived(ctx, input.query, select);
    await deliver(lines);
    if (more > 0) on.skipped(more);
  };
  const take = async (news: TailNews) =>
    "lines" in news
      ? deliver(news.lines)
      : deliverArrived((page) => selectLinesOfFrames(clickhouse, resourceId, news.frames, page));
  let waiting = 0;
  const unsubscribe = await stores.tail.subscribe(resourceId, (news) => {
    const count = "lines" in news ? news.lines.length : 0;
    if (waiting > 0 && waiting + count > WAITING_LINES_MAX) {
      on.skipped(count);
      return;
    }
    waiting += count;
    before = before
      .then(() => take(news))
      .catch((error: unknown) => ctx.log.warn({ err: error }, "tail misses lines of one batch"))
      .finally(() => {
        waiting -= count;
      });
  });
  try {
    on.open();
    const after = input.lastEventId === null ? null : parseLineId(input.lastEventId);
    if (after) await deliverArrived((page) => selectArrivedAfter(clickhouse, resourceId, after, page));
  } catch (error) {
    await unsubscribe();
    throw error;
  }
  startReplay();
  return { stop: unsubscribe };
}

type SelectArrived = (page: { filter: LineFilter; limit: number }) => Promise<ArrivedLines>;

async function readArrived(ctx: Ctx, query: string, select: SelectArrived): Promise<{ lines: Line[]; more: number }> {
  const { filter, apps } = await compileQuery(ctx, query);
  const { rows, more } = await select({ filter, limit: REPLAY_LINES_MAX });
  return { lines: rows.map((row) => toLine(row, apps)), more };
}

/** Remembers the last ids: a batch that is replayed after a crash is published twice. */
class RecentIds {
  readonly #ids = new Set<string>();
  isNew(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > 5_000) this.#ids.delete(this.#ids.values().next().value ?? "");
    return true;
  }
}
