import { randomBytes } from "node:crypto";
import { percentile } from "../percentile.ts";
import { requestJson } from "../service/http.ts";
import { search } from "../service/search.ts";
import type { Resource, Service } from "../service/start-service.ts";

export const questions = {
  newest: "newest 100",
  rare: "rare token, 10 days",
  absent: "absent substring, 10 days",
  status: "status:>=500, 10 days",
  histogram: "histogram, 10 days",
} as const;
export type Question = keyof typeof questions;

/** p95 of each question, ms: the whole call, JSON included. */
export type Latencies = Record<Question, number>;

export const DAYS = 10;
export const ROUNDS = 25;

/**
 * Asks each question 25 times, in turn, one at a time.
 *
 * ClickHouse remembers which blocks a condition found nothing in, and a repeated question looks several times faster
 * than the first. The API rightly gives no way to turn that off, so no condition is asked twice: another absent word,
 * another rare one, another bound below 500 that finds the same lines.
 *
 * @param first number of the first round, so that a second call repeats nothing of the first
 */
export async function measureSearch(
  service: Service,
  resource: Resource,
  rareWords: readonly string[],
  first: number,
): Promise<Latencies> {
  const times: Record<Question, number[]> = { newest: [], rare: [], absent: [], status: [], histogram: [] };
  const range = { from: `-${DAYS * 24}h`, to: "now" };
  const ask = async (question: Question, params: Record<string, string>, isRight: (lines: number) => boolean) => {
    const { lines, ms } = await search(service, resource, { limit: "100", ...range, ...params });
    if (!isRight(lines)) throw new Error(`${question} found ${lines} lines: ${JSON.stringify(params)}`);
    times[question].push(ms);
  };
  for (let round = first; round < first + ROUNDS; round++) {
    await ask("newest", {}, (lines) => lines === 100);
    await ask("rare", { query: rareWords[round] ?? "" }, (lines) => lines === 1);
    await ask("absent", { query: `nowhere${randomBytes(6).toString("hex")}` }, (lines) => lines === 0);
    await ask("status", { query: `status:>=${500 - (round % 70)}` }, (lines) => lines === 100);
    const startedAtMs = performance.now();
    const query = new URLSearchParams({ ...range, buckets: "120" });
    await requestJson(service.port, "GET", `/api/v1/logs/histogram?${query}`, { bearer: resource.apiToken });
    times.histogram.push(performance.now() - startedAtMs);
  }
  const p95 = (question: Question) => percentile(times[question], 0.95);
  return {
    newest: p95("newest"),
    rare: p95("rare"),
    absent: p95("absent"),
    status: p95("status"),
    histogram: p95("histogram"),
  };
}
