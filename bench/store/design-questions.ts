/** What is asked of every design: the service's own reads, on whichever table is `log_lines` now. */
import type { Ctx } from "../../app/context.ts";
import { parseQuery } from "../../app/contract/query/parse.ts";
import { asksForId } from "../../app/domain/logs/asks-for-id.ts";
import { ReadBudget } from "../../app/domain/logs/read-budget.ts";
import { selectWidening } from "../../app/domain/logs/select-widening.ts";
import type { ClickHouse } from "../../app/stores/clickhouse/connection.ts";
import {
  countByBucket,
  findLine,
  type LineFilter,
  type LineRow,
  selectLines,
} from "../../app/stores/clickhouse/log-lines.ts";
import { toSql } from "../../app/stores/clickhouse/query-sql.ts";

export const QUESTIONS = [
  "newest 100",
  "rare word",
  "part of a word",
  "whole word (hasToken)",
  "status:>=500",
  "user.id:N",
  "histogram, 7 days",
  "a line and its context",
] as const;
export type QuestionName = (typeof QUESTIONS)[number];

export interface Asking {
  clickhouse: ClickHouse;
  resourceId: string;
  days: number;
  /** A word that stands in one line of the resource, not asked for before. */
  nextWord(): string;
}

const PAGE = 100;
const CONTEXT = 50;
const DAY_MICROS = 86_400_000_000;
const EVERYTHING: LineFilter = { sql: "(1)", params: {} };

/**
 * One asking of each question, in turn. ClickHouse remembers which blocks a condition found nothing in, so no condition
 * is asked twice.
 *
 * @param round  another number each time
 * @param timed  runs a question and notes what it took
 * @throws       Error when an answer is not the one that is known
 */
export async function askAll(
  asking: Asking,
  round: number,
  timed: <T>(question: QuestionName, ask: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const { clickhouse, resourceId } = asking;
  const toMicros = Date.now() * 1000;
  const search = async (question: QuestionName, filter: LineFilter, isRare: boolean, count: number | null) => {
    const range = { fromMicros: toMicros - asking.days * DAY_MICROS, toMicros };
    const page = { range, filter, isRare, after: null, order: "desc", limit: PAGE } as const;
    const { rows } = await timed(question, () =>
      selectWidening({ stores: { clickhouse }, resourceId } as Ctx, { ...page, budget: new ReadBudget() }),
    );
    if (count !== null && rows.length !== count) throw new Error(`${question} found ${rows.length} lines`);
    return rows;
  };
  const byQuery = (question: QuestionName, query: string, count: number | null) => {
    const { tree } = parseQuery(query);
    return search(question, toSql(tree, { drains: [] }), asksForId(tree), count);
  };
  await search("newest 100", EVERYTHING, false, PAGE);
  const [marked] = await byQuery("rare word", asking.nextWord(), 1);
  await byQuery("part of a word", asking.nextWord().slice(2, -2), 1);
  const token = { sql: "(hasToken(lower(message), {p0:String}))", params: { p0: asking.nextWord() } };
  await search("whole word (hasToken)", token, true, 1);
  await byQuery("status:>=500", `status:>=${500 - (round % 70)}`, null);
  await byQuery("user.id:N", `user.id:${1 + ((round * 7919) % 90_000)}`, null);
  await timed("histogram, 7 days", () =>
    countByBucket(clickhouse, resourceId, {
      range: { fromMicros: toMicros - 7 * DAY_MICROS, toMicros },
      filter: EVERYTHING,
      bucketSeconds: 7_200,
      errorLevels: ["error", "fatal"],
    }),
  );
  await timed("a line and its context", () => readAround(asking, marked as LineRow));
}

/** As `read-context.ts` does, whose other half is Postgres. */
async function readAround({ clickhouse, resourceId }: Asking, row: LineRow): Promise<void> {
  const after = {
    timestampMicros: row.timestamp_micros,
    receivedAtMs: row.received_ms,
    frameSeq: row.frame_seq,
    lineIndex: row.line_index,
  };
  if ((await findLine(clickhouse, resourceId, after)) === null) throw new Error("the marked line is not there");
  const { timestampMicros: at } = after;
  const side = { filter: EVERYTHING, after, limit: CONTEXT };
  await Promise.all([
    selectLines(clickhouse, resourceId, {
      ...side,
      range: { fromMicros: at - DAY_MICROS, toMicros: at + 1 },
      order: "desc",
    }),
    selectLines(clickhouse, resourceId, {
      ...side,
      range: { fromMicros: at, toMicros: at + DAY_MICROS },
      order: "asc",
    }),
  ]);
}
