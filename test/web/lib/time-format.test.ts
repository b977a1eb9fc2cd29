import fc from "fast-check";
import { expect, it } from "vitest";
import {
  ageWords,
  clockTime,
  dayName,
  dayNumber,
  fromDatetimeLocal,
  spanWords,
  tickWords,
  toDatetimeLocal,
} from "../../../app/web/lib/time-format.ts";

const AT = Date.parse("2026-11-20T09:05:07.042Z");

it("shows times to the millisecond and days by name", () => {
  expect(clockTime(AT, "utc")).toBe("09:05:07.042");
  expect(dayName(AT, "utc")).toBe("Fri 20 Nov 2026");
  expect(dayNumber(AT, "utc")).toBe(20_261_020);
});

it("names the day under a chart at midnight, or where steps are days", () => {
  const midnight = Date.parse("2026-11-20T00:00:00Z");
  const words = (atMs: number, stepSeconds: number) => tickWords(atMs, stepSeconds, "utc");
  expect([midnight, midnight + 43_200_000].map((atMs) => words(atMs, 43_200))).toEqual(["20 Nov", "12:00"]);
  expect(words(AT, 86_400)).toBe("20 Nov");
  expect([midnight, midnight + 30_000].map((atMs) => words(atMs, 30))).toEqual(["20 Nov", "00:00:30"]);
});

it("names the second day of a span only when it is another one, and seconds only when they tell something", () => {
  expect(spanWords(AT, AT + 3_600_000, "utc")).toBe("20 Nov 09:05 – 10:05");
  expect(spanWords(AT, AT + 86_400_000, "utc")).toBe("20 Nov 09:05 – 21 Nov 09:05");
  expect(spanWords(AT, AT + 5000, "utc")).toBe("20 Nov 09:05:07 – 09:05:12");
});

it("tells the year of a span where nothing else does, unless it is this one", () => {
  const now = Date.parse("2027-01-02T00:00:00Z");
  expect(spanWords(AT, AT + 3_600_000, "utc", now)).toBe("20 Nov 2026 09:05 – 10:05");
  expect(spanWords(now - 86_400_000 * 3, now, "utc", now)).toBe("30 Dec 2026 00:00 – 2 Jan 2027 00:00");
  expect(spanWords(AT, AT + 3_600_000, "utc", AT)).toBe("20 Nov 09:05 – 10:05");
});

it("writes and reads datetime-local fields without moving the instant", () => {
  const seconds = fc.integer({ min: 1_000_000_000, max: 2_000_000_000 });
  fc.assert(
    fc.property(seconds, (at) => {
      expect(fromDatetimeLocal(toDatetimeLocal(at * 1000, "utc"), "utc")).toBe(at * 1000);
    }),
  );
  expect(fromDatetimeLocal("", "utc")).toBeNull();
  expect(fromDatetimeLocal("2026-11-20", "utc")).toBeNull();
});

it("says an age in its largest unit", () => {
  expect(ageWords(AT - 1000, AT)).toBe("1 second ago");
  expect(ageWords(AT - 150_000, AT)).toBe("2 minutes ago");
  expect(ageWords(AT - 3 * 86_400_000, AT)).toBe("3 days ago");
  expect(ageWords(AT + 5000, AT)).toBe("0 seconds ago");
});
