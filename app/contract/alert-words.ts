/** What an alert watches for; `count` lines within `window_minutes`. */
export interface AlertRule {
  condition: "at_least" | "fewer_than";
  count: number;
  window_minutes: number;
}

/** The condition in words, without its query: "at least 10 lines in 5 minutes". */
export function sayRule({ condition, count, window_minutes }: AlertRule): string {
  if (condition === "fewer_than" && count === 1) return `no line in ${sayMinutes(window_minutes)}`;
  return `${condition === "at_least" ? "at least" : "fewer than"} ${sayLines(count)} in ${sayMinutes(window_minutes)}`;
}

/** "1 line", "12,000 lines" */
export function sayLines(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "line" : "lines"}`;
}

/** "1 minute", "90 minutes", "2 hours", "1 day" */
export function sayMinutes(minutes: number): string {
  const [amount, unit] =
    minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
