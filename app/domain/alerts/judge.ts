import { type AlertRule, isCompared } from "../../contract/alert-words.ts";
import { DAY_MINUTES, MINUTE_MS } from "./minutes.ts";

/** Of a rule, what its windows are judged by. */
type Rule = Omit<AlertRule, "watches">;

export type AlertState = "ok" | "firing";

/** A moment at which the state became another; minutes are whole ones since the epoch. */
export interface Turn {
  /** The window's end. */
  minute: number;
  state: AlertState;
  /** How many came in that window. */
  count: number;
  /** How many came in the same window a day before; null: not compared with it. */
  countDayBefore: number | null;
}

/**
 * Windows end on whole minutes. Those of an hour and less end every minute; of longer ones all is read some sixty
 * times, too, and no oftener.
 */
export function stepMinutes({ window_minutes }: Rule): number {
  return Math.max(1, Math.floor(window_minutes / 60));
}

/** The end of the first window that ends after a minute. */
export function nextEnd(rule: Rule, afterMinute: number): number {
  const step = stepMinutes(rule);
  return (Math.floor(afterMinute / step) + 1) * step;
}

/** The ends of windows after one minute and up to another. */
export function windowEnds(rule: Rule, afterMinute: number, toMinute: number): number[] {
  const ends: number[] = [];
  for (let end = nextEnd(rule, afterMinute); end <= toMinute; end += stepMinutes(rule)) ends.push(end);
  return ends;
}

/**
 * The windows in which an alert can say something: lines that are missing in one that began before the add-on was there were
 * missing to nobody, and nothing is more or less than what nobody counted.
 */
export function tellingWindows(rule: Rule, ends: readonly number[], bornAt: Date): number[] {
  if (rule.condition === "at_least") return [...ends];
  const bornMinute = bornAt.getTime() / MINUTE_MS;
  return ends.filter((end) => end - minutesBack(rule) >= bornMinute);
}

/** How far before its end a window is judged by. */
export function minutesBack(rule: Rule): number {
  return rule.window_minutes + (isCompared(rule) ? DAY_MINUTES : 0);
}

/** How many came in the window that ends at a minute. @param arrived by the minute they came in */
export function countInWindow(rule: Rule, arrived: ReadonlyMap<number, number>, end: number): number {
  let count = 0;
  for (let minute = end - rule.window_minutes; minute < end; minute++) count += arrived.get(minute) ?? 0;
  return count;
}

/** What came in the window that ends at a minute, and what of it is compared. */
export function countsAt(
  rule: Rule,
  arrived: ReadonlyMap<number, number>,
  end: number,
): Pick<Turn, "count" | "countDayBefore"> {
  return {
    count: countInWindow(rule, arrived, end),
    countDayBefore: isCompared(rule) ? countInWindow(rule, arrived, end - DAY_MINUTES) : null,
  };
}

function isMet({ condition, count: limit, times }: Rule, counts: Pick<Turn, "count" | "countDayBefore">): boolean {
  const { count, countDayBefore } = counts;
  const before = countDayBefore ?? 0;
  switch (condition) {
    case "at_least":
      return count >= limit;
    case "fewer_than":
      return count < limit;
    case "rises":
      return count >= limit && count >= times * before;
    case "falls":
      return before >= limit && before >= times * count;
  }
}

/** Where the state turns, window by window. @param arrived reaches `minutesBack` before each end */
export function judge(
  rule: Rule,
  before: AlertState,
  arrived: ReadonlyMap<number, number>,
  ends: readonly number[],
): Turn[] {
  const turns: Turn[] = [];
  let state = before;
  for (const minute of ends) {
    const counts = countsAt(rule, arrived, minute);
    const fires = isMet(rule, counts);
    if (fires === (state === "firing")) continue;
    state = fires ? "firing" : "ok";
    turns.push({ minute, state, ...counts });
  }
  return turns;
}
