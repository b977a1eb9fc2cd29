import type { Ctx, Services } from "../../context.ts";
import type { AlertRule } from "../../contract/alert-words.ts";
import type { QueryDiagnostic } from "../../contract/api.ts";
import type { ChangeAnswer } from "../../contract/change.ts";
import type { Line } from "../../contract/line.ts";
import type { ChangeScope } from "../../stores/clickhouse/changes/changes.ts";
import { countToldByMinute, findNewestTold } from "../../stores/clickhouse/changes/told-changes.ts";
import { countReceivedByMinute, selectNewestReceived } from "../../stores/clickhouse/received-lines.ts";
import { compileChangeQuery } from "../changes/compile-change-query.ts";
import { readFound } from "../changes/find-changes.ts";
import { compileQuery } from "../logs/compile-query.ts";
import { toLine } from "../logs/line-view.ts";

/** What an alert looks at, of one resource. */
export interface Watched {
  resourceId: string;
  watches: AlertRule["watches"];
  query: string;
}

/** @throws Fault query.too_large */
export async function checkQuery(
  ctx: Pick<Ctx, "stores" | "resourceId">,
  { watches, query }: Omit<Watched, "resourceId">,
): Promise<void> {
  await (watches === "lines" ? compileQuery(ctx, query) : compileChangeQuery(ctx, query));
}

/** When it came to us; half open, milliseconds. */
export interface WatchedRange {
  fromMs: number;
  toMs: number;
  secondsMax: number;
  signal?: AbortSignal;
}

/**
 * How many came, by minute. Lines count when they were received; a change when a source told of it last, because what an alert
 * asks for may be known by the last one only (an address, by the audit trail).
 *
 * @throws Fault query.too_large; what ClickHouse says when the query is too slow
 */
export async function countWatched(
  { stores }: Pick<Services, "stores">,
  { resourceId, watches, query }: Watched,
  range: WatchedRange,
): Promise<{ arrived: ReadonlyMap<number, number>; diagnostics: QueryDiagnostic[] }> {
  const ctx = { stores, resourceId };
  if (watches === "lines") {
    const { filter, diagnostics } = await compileQuery(ctx, query);
    return { arrived: await countReceivedByMinute(stores.clickhouse, resourceId, { ...range, filter }), diagnostics };
  }
  const compiled = await compileChangeQuery(ctx, query);
  const scope = changeScope(compiled, range);
  const arrived = await countToldByMinute(stores.clickhouse, resourceId, scope, range);
  return { arrived, diagnostics: compiled.diagnostics };
}

/** Some of what came: that which came last, first. */
export interface Sample {
  lines: Line[];
  changes: ChangeAnswer[];
}

/** @throws what ClickHouse says when the query is too slow */
export async function sampleWatched(
  { stores }: Pick<Services, "stores">,
  { resourceId, watches, query }: Watched,
  range: WatchedRange & { limit: number },
): Promise<Sample> {
  const ctx = { stores, resourceId };
  if (watches === "lines") {
    const { filter, apps } = await compileQuery(ctx, query);
    const rows = await selectNewestReceived(stores.clickhouse, resourceId, { ...range, filter });
    return { lines: rows.map((row) => toLine(row, apps)), changes: [] };
  }
  const scope = changeScope(await compileChangeQuery(ctx, query), range);
  const found = await findNewestTold(stores.clickhouse, resourceId, scope, range);
  return { lines: [], changes: await readFound(ctx, scope, found) };
}

/** Audit events show within minutes, at worst a day later; what is older came in an archive and is nobody's alarm. */
const TOLD_LATE_MS = 86_400_000;
/** Heroku's clocks and ours. */
const CLOCK_AHEAD_MS = 600_000;

function changeScope(
  { filter, drains }: Pick<ChangeScope, "filter" | "drains">,
  { fromMs, toMs, secondsMax, signal }: WatchedRange,
): ChangeScope {
  return {
    filter,
    drains,
    range: { fromMicros: (fromMs - TOLD_LATE_MS) * 1_000, toMicros: (toMs + CLOCK_AHEAD_MS) * 1_000 },
    time: { secondsLeft: () => secondsMax },
    signal,
  };
}
