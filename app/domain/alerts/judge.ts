import type { AlertRule } from "../../contract/alert-words.ts";

export type AlertState = "ok" | "firing";

/** A moment at which the state became another; minutes are whole ones since the epoch. */
export interface Turn {
  /** The window's end. */
  minute: number;
  state: AlertState;
  /** Lines in that window. */
  count: number;
}

/**
 * Windows end on whole minutes. Those of an hour and less end every minute; of longer ones the lines are read some sixty
 * times, too, and no oftener.
 */
export function stepMinutes({ window_minutes }: AlertRule): number {
  return Math.max(1, Math.floor(window_minutes / 60));
}

/** The ends of windows after one minute and up to another. */
export function windowEnds(rule: AlertRule, afterMinute: number, toMinute: number): number[] {
  const step = stepMinutes(rule);
  const ends: number[] = [];
  for (let end = (Math.floor(afterMinute / step) + 1) * step; end <= toMinute; end += step) ends.push(end);
  return ends;
}

/**
 * The windows in which an alert can say something: lines that are missing in one that began before the add-on was there were
 * missing to nobody.
 */
export function tellingWindows(rule: AlertRule, ends: readonly number[], bornAt: Date): number[] {
  const bornMinute = bornAt.getTime() / 60_000;
  return ends.filter((end) => rule.condition === "at_least" || end - rule.window_minutes >= bornMinute);
}

/** Lines in the window that ends at a minute. @param lines by the minute they were received in */
export function linesInWindow(rule: AlertRule, lines: ReadonlyMap<number, number>, end: number): number {
  let count = 0;
  for (let minute = end - rule.window_minutes; minute < end; minute++) count += lines.get(minute) ?? 0;
  return count;
}

/** Where the state turns, window by window. */
export function judge(
  rule: AlertRule,
  before: AlertState,
  lines: ReadonlyMap<number, number>,
  ends: readonly number[],
): Turn[] {
  const turns: Turn[] = [];
  let state = before;
  for (const minute of ends) {
    const count = linesInWindow(rule, lines, minute);
    const isMet = rule.condition === "at_least" ? count >= rule.count : count < rule.count;
    if (isMet === (state === "firing")) continue;
    state = isMet ? "firing" : "ok";
    turns.push({ minute, state, count });
  }
  return turns;
}
