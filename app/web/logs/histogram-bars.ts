import type { HistogramAnswer } from "../../contract/api.ts";
import { count, counted } from "../lib/amounts.ts";
import { spanWords, type Zone } from "../lib/time-format.ts";

/** One bar; `startMs` to `startMs + bucketMs`. */
export interface Bar {
  startMs: number;
  count: number;
  errors: number;
}

/** Bars without holes from the first bucket of the range to its end: the API may leave empty buckets out. */
export function fillBars(
  answer: Pick<HistogramAnswer, "data" | "bucket_seconds">,
  range: { fromMs: number; toMs: number },
): Bar[] {
  const bucketMs = answer.bucket_seconds * 1000;
  if (!(bucketMs > 0)) return [];
  const known = new Map(answer.data.map((bucket) => [Date.parse(bucket.start), bucket]));
  const anchor = answer.data[0] ? Date.parse(answer.data[0].start) : Math.floor(range.fromMs / bucketMs) * bucketMs;
  const first = anchor - Math.max(0, Math.floor((anchor - range.fromMs) / bucketMs)) * bucketMs;
  const bars: Bar[] = [];
  for (let startMs = first; startMs < range.toMs && bars.length < 1000; startMs += bucketMs) {
    const bucket = known.get(startMs);
    bars.push({ startMs, count: bucket?.count ?? 0, errors: bucket?.errors ?? 0 });
    known.delete(startMs);
  }
  // Buckets off the grid are shown where they are rather than lost.
  for (const [startMs, bucket] of known) bars.push({ startMs, count: bucket.count, errors: bucket.errors });
  return bars.sort((a, b) => a.startMs - b.startMs);
}

/** `14:02 – 14:03 · 1,204 lines, 13 errors` */
export function barWords(bar: Bar, bucketMs: number, zone: Zone): string {
  const errors = bar.errors === 0 ? "no errors" : counted(bar.errors, "error");
  return `${spanWords(bar.startMs, bar.startMs + bucketMs, zone)} · ${counted(bar.count, "line")}, ${errors}`;
}

/** The chart in one sentence, for those who cannot see it and for everyone above it. */
export function summaryWords(bars: readonly Bar[]): string {
  let lines = 0;
  let errors = 0;
  for (const bar of bars) {
    lines += bar.count;
    errors += bar.errors;
  }
  return `${counted(lines, "line")} · ${errors === 0 ? "no errors" : `${counted(errors, "error")} (${share(errors, lines)})`}`;
}

function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return percent < 0.1 ? "<0.1%" : `${percent < 10 ? percent.toFixed(1) : count(Math.round(percent))}%`;
}

/** The busiest bar, for the longer description; null when nothing happened. */
export function busiestBar(bars: readonly Bar[]): Bar | null {
  let busiest: Bar | null = null;
  for (const bar of bars) if (bar.count > (busiest?.count ?? 0)) busiest = bar;
  return busiest;
}
