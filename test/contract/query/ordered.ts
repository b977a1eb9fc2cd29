import type { Line } from "../../../app/contract/line.ts";

/**
 * What comparisons mean, said a second time and without the language's own code: two readers of one condition agree
 * about it also when the condition is wrong.
 */
export interface OrderedCase {
  query: string;
  holds: (line: Line) => boolean;
}

const OPERATORS: Record<string, (left: number, right: number) => boolean> = {
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
};

/** Words by their place in the order; the first of each is what a line holds. */
const LEVELS = [
  ["debug", "trace"],
  ["info", "notice"],
  ["warn", "WARNING"],
  ["error", "err"],
  ["fatal", "critical"],
];
const SEVERITIES = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"];

/** Every operator and every pair of bounds over the words of one field. */
function casesOf(name: string, ranks: readonly (readonly string[])[], rankOf: (line: Line) => number): OrderedCase[] {
  const words = ranks.flatMap((names, rank) => names.map((word) => ({ word, rank })));
  const compared = Object.entries(OPERATORS).flatMap(([operator, compare]) =>
    words.flatMap(({ word, rank }): OrderedCase[] => {
      const holds = (line: Line) => compare(rankOf(line), rank);
      return [
        { query: `${name}:${operator}${word}`, holds },
        { query: `-${name}:${operator}${word}`, holds: (line) => !holds(line) },
      ];
    }),
  );
  const ranges = ranks.flatMap(([from], low) =>
    ranks.flatMap(([to], high): OrderedCase[] => [
      { query: `${name}:[${from} TO ${to}]`, holds: (line) => low <= rankOf(line) && rankOf(line) <= high },
      { query: `${name}:{${from} TO ${to}}`, holds: (line) => low < rankOf(line) && rankOf(line) < high },
      { query: `${name}:[${from} TO *]`, holds: (line) => low <= rankOf(line) },
    ]),
  );
  return [...compared, ...ranges];
}

export const ORDERED: readonly OrderedCase[] = [
  ...casesOf("level", LEVELS, (line) => LEVELS.findIndex(([level]) => level === line.level)),
  ...casesOf(
    "severity",
    SEVERITIES.map((severity, rank) => [severity, String(rank)]),
    (line) => line.severity,
  ),
  { query: "facility:>=local0", holds: (line) => line.facility >= 16 },
  { query: "facility:<user", holds: (line) => line.facility === 0 },
  { query: "priority:>158", holds: (line) => line.priority > 158 },
  { query: "priority:<=45", holds: (line) => line.priority <= 45 },
  { query: "message_len:>=5kb", holds: (line) => line.message_len >= 5_120 },
  { query: "message_len:<5kb", holds: (line) => line.message_len < 5_120 },
];
