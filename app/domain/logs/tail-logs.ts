import type { Ctx } from "../../context.ts";
import type { Line } from "../../contract/line.ts";
import { compileMatcher } from "../../contract/query/match.ts";
import { parseQuery } from "../../contract/query/parse.ts";
import { type LinePosition, parseLineId } from "../../lib/line-id.ts";
import { selectArrivedAfter } from "../../stores/clickhouse/log-lines.ts";
import { compileQuery } from "./compile-query.ts";
import { toLine } from "./line-view.ts";

/** After a reconnect this many missed lines are sent; more are a search, and the client is told how many it got. */
const REPLAY_LINES_MAX = 1_000;

export interface Tail {
  stop(): Promise<void>;
}

/**
 * Follows the lines of this resource that match, as they are stored.
 *
 * @param input.lastEventId the id of the last line the client has: what was stored since then comes first
 * @param onLines may be called before this resolves; lines come in order of arrival, none twice
 */
export async function tailLogs(
  ctx: Ctx,
  input: { query: string; lastEventId: string | null },
  onLines: (lines: Line[]) => void,
): Promise<Tail> {
  const { stores, resourceId } = ctx;
  const matches = compileMatcher(parseQuery(input.query).tree);
  const sent = new RecentIds();
  const deliver = (lines: Line[]) => {
    const fresh = lines.filter((line) => matches(line) && sent.isNew(line.id));
    if (fresh.length > 0) onLines(fresh);
  };
  // Subscribe first, then read the past: what is stored in between arrives twice and is dropped, instead of missed.
  const waiting: Line[][] = [];
  let isReplaying = true;
  const unsubscribe = await stores.tail.subscribe(resourceId, (lines) => {
    if (isReplaying) waiting.push(lines);
    else deliver(lines);
  });
  const after = input.lastEventId === null ? null : parseLineId(input.lastEventId);
  if (after) {
    try {
      deliver(await readMissed(ctx, input.query, after));
    } catch (error) {
      await unsubscribe();
      throw error;
    }
  }
  isReplaying = false;
  for (const lines of waiting) deliver(lines);
  return { stop: unsubscribe };
}

async function readMissed(ctx: Ctx, query: string, after: LinePosition): Promise<Line[]> {
  const { filter, apps } = await compileQuery(ctx, query);
  const rows = await selectArrivedAfter(ctx.stores.clickhouse, ctx.resourceId, {
    after,
    filter,
    limit: REPLAY_LINES_MAX,
  });
  return rows.map((row) => toLine(row, apps));
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
