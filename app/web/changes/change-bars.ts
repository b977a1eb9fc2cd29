import { count, counted } from "../lib/amounts.ts";
import { spanWords, type Zone } from "../lib/time-format.ts";
import type { Bar } from "../logs/histogram-bars.ts";

/** A bar names at most this many types of changes; the rest are counted together. */
const TYPES_SHOWN_MAX = 4;

/** `20 Nov 14:00 – 15:00 · 12 changes: 5 config_change, 4 code_release, 3 others` */
export function changeBarWords(bar: Bar, bucketMs: number, byType: Record<string, number>, zone: Zone): string {
  const words = `${spanWords(bar.startMs, bar.startMs + bucketMs, zone)} · ${counted(bar.count, "change")}`;
  const types = typeWords(byType);
  return types === "" ? words : `${words}: ${types}`;
}

/** What the whole range adds up to: the commonest types by name, and how many changes are of others. */
export function totalOf(buckets: readonly { count: number; by_type: Record<string, number> }[]): {
  changes: number;
  types: { type: string; count: number }[];
  others: number;
} {
  const total: Record<string, number> = {};
  let changes = 0;
  for (const bucket of buckets) {
    changes += bucket.count;
    for (const [type, n] of Object.entries(bucket.by_type)) total[type] = (total[type] ?? 0) + n;
  }
  return { changes, ...commonest(total) };
}

function typeWords(byType: Record<string, number>): string {
  const { types, others } = commonest(byType);
  const shown = types.map(({ type, count: n }) => `${count(n)} ${type}`);
  if (others > 0) shown.push(counted(others, "other"));
  return shown.join(", ");
}

function commonest(byType: Record<string, number>) {
  const sorted = Object.entries(byType).sort((a, b) => b[1] - a[1]);
  return {
    types: sorted.slice(0, TYPES_SHOWN_MAX).map(([type, n]) => ({ type, count: n })),
    others: sorted.slice(TYPES_SHOWN_MAX).reduce((sum, [, n]) => sum + n, 0),
  };
}
