/** What an alert watches for: `count` of them within `window_minutes`. */
export interface AlertRule {
  watches: "lines" | "changes";
  condition: "at_least" | "fewer_than";
  count: number;
  window_minutes: number;
}

/** The condition in words, without its query: "at least 10 lines in 5 minutes", "no change in 1 day". */
export function sayRule({ watches, condition, count, window_minutes }: AlertRule): string {
  if (condition === "fewer_than" && count === 1) return `no ${ONE[watches]} in ${sayMinutes(window_minutes)}`;
  const words = condition === "at_least" ? "at least" : "fewer than";
  return `${words} ${sayCount(watches, count)} in ${sayMinutes(window_minutes)}`;
}

const ONE = { lines: "line", changes: "change" } as const;

/** "1 line", "12,000 lines", "2 changes" */
export function sayCount(watches: AlertRule["watches"], count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? ONE[watches] : watches}`;
}

/** "1 minute", "90 minutes", "2 hours", "1 day" */
export function sayMinutes(minutes: number): string {
  const [amount, unit] =
    minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
