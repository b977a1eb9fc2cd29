export const ALERT_CONDITIONS = ["at_least", "fewer_than", "rises", "falls"] as const;
export type AlertCondition = (typeof ALERT_CONDITIONS)[number];

/**
 * What an alert watches for, within `window_minutes`:
 *
 *   at_least    `count` or more
 *   fewer_than  not even `count`
 *   rises       `times` times as many as in the same window a day before, or more, and at least `count`
 *   falls       a day before there were `times` times as many, or more, and at least `count`
 */
export interface AlertRule {
  watches: "lines" | "changes";
  condition: AlertCondition;
  count: number;
  /** Of `rises` and `falls` only. */
  times: number;
  window_minutes: number;
}

/** Whether a window is compared with the same one a day before. */
export function isCompared({ condition }: Pick<AlertRule, "condition">): boolean {
  return condition === "rises" || condition === "falls";
}

/** Whether it is much that is told, and not little. */
export function isOfMuch({ condition }: Pick<AlertRule, "condition">): boolean {
  return condition === "at_least" || condition === "rises";
}

/** The condition in words, without its query: "at least 10 lines in 5 minutes", "no change in 1 day". */
export function sayRule(rule: AlertRule): string {
  return `${sayCounted(rule)}${sayComparison(rule)}`;
}

/** What is counted, in words; without what it is compared with. */
export function sayCounted({ watches, condition, count, times, window_minutes }: AlertRule): string {
  const window = sayMinutes(window_minutes);
  switch (condition) {
    case "at_least":
      return `at least ${sayCount(watches, count)} in ${window}`;
    case "fewer_than":
      return count === 1 ? `no ${ONE[watches]} in ${window}` : `fewer than ${sayCount(watches, count)} in ${window}`;
    case "rises":
      return `at least ${sayTimes(times)} times as many ${watches} in ${window}`;
    case "falls":
      return `at most ${sayTimes(100 / times)} % as many ${watches} in ${window}`;
  }
}

/** " as a day before, and at least 20 of them"; nothing where nothing is compared. */
export function sayComparison({ condition, count }: Pick<AlertRule, "condition" | "count">): string {
  const floor = count.toLocaleString("en-US");
  if (condition === "rises") return ` as a day before, and at least ${floor} of them`;
  return condition === "falls" ? ` as a day before, when there were at least ${floor}` : "";
}

const sayTimes = (times: number) => times.toLocaleString("en-US", { maximumFractionDigits: 1 });

const ONE = { lines: "line", changes: "change" } as const;

/** "1 line", "12,000 lines", "2 changes" */
export function sayCount(watches: AlertRule["watches"], count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? ONE[watches] : watches}`;
}

/** "62 lines in 5 minutes", "62 lines in 5 minutes; a day before 18" */
export function sayCounts(
  { watches, window_minutes }: Pick<AlertRule, "watches" | "window_minutes">,
  { count, count_day_before: before }: { count: number; count_day_before: number | null },
): string {
  return `${sayCount(watches, count)} in ${sayMinutes(window_minutes)}${sayDayBefore(before)}`;
}

/** "; a day before 18"; nothing where nothing was compared. */
export function sayDayBefore(count: number | null): string {
  return count === null ? "" : `; a day before ${count.toLocaleString("en-US")}`;
}

/** "1 minute", "90 minutes", "2 hours", "1 day" */
export function sayMinutes(minutes: number): string {
  const [amount, unit] =
    minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
