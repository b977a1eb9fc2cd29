import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAYS_MAX, dayOf, daysToRead, isQuiet, QUIET_MS } from "../../../app/domain/audit/poll-days.ts";
import { BUDGET_FLOOR, regularDelayMs, troubleDelayMs } from "../../../app/domain/audit/poll-delays.ts";

const read = (changed_at: string | null = null) => ({ etag: null, changed_at });
const at = (text: string) => new Date(text);

describe("daysToRead", () => {
  it.each([
    ["a new source starts with yesterday", {}, "2026-11-25T10:00:00Z", ["2026-11-25", "2026-11-24"]],
    [
      "the first millisecond of a day is that day's",
      { "2026-11-24": read() },
      "2026-11-25T00:00:00.000Z",
      ["2026-11-25", "2026-11-24"],
    ],
    ["the last is the day's before", { "2026-11-24": read() }, "2026-11-24T23:59:59.999Z", ["2026-11-24"]],
    ["a quiet yesterday is left out", { "2026-11-25": read() }, "2026-11-25T10:00:00Z", ["2026-11-25"]],
    ["over the leap day", { "2028-02-28": read() }, "2028-03-01T01:00:00Z", ["2028-03-01", "2028-02-29", "2028-02-28"]],
    ["over the year", { "2026-12-31": read() }, "2027-01-01T01:00:00Z", ["2027-01-01", "2026-12-31"]],
    [
      "our clock was set back: what is ahead waits",
      { "2026-11-26": read() },
      "2026-11-25T23:59:00Z",
      ["2026-11-25", "2026-11-24"],
    ],
  ])("%s", (_name, days, now, expected) => {
    expect(daysToRead(days, at(now))).toEqual(expected);
  });

  it("has today first, no day twice, none ahead, and no more than a month and some", () => {
    const moments = fc.date({ min: at("2017-01-01"), max: at("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.array(fc.integer({ min: -2, max: 400 }), { maxLength: 10 }), (now, ages) => {
        const days = Object.fromEntries(ages.map((age) => [dayOf(new Date(now.getTime() - age * 86_400_000)), read()]));
        const wanted = daysToRead(days, now);
        expect(wanted[0]).toBe(dayOf(now));
        expect(wanted).toEqual([...new Set(wanted)].sort().reverse());
        expect(wanted.length).toBeLessThanOrEqual(DAYS_MAX);
        const recent = Object.keys(days).filter(
          (day) => day <= dayOf(now) && Date.parse(day) > now.getTime() - 30 * 86_400_000,
        );
        for (const day of recent) expect(wanted).toContain(day);
      }),
    );
  });
});

describe("isQuiet", () => {
  it.each([
    ["six hours after midnight, nothing having come", null, "2026-11-25T06:00:00Z", true],
    ["a moment before", null, "2026-11-25T05:59:59.999Z", false],
    ["after a late event, six hours from when we had it", "2026-11-25T03:00:00Z", "2026-11-25T08:59:59Z", false],
    ["and then", "2026-11-25T03:00:00Z", "2026-11-25T09:00:00Z", true],
    ["an event of noon does not shorten it", "2026-11-24T12:00:00Z", "2026-11-25T05:00:00Z", false],
  ])("%s", (_name, changedAt, now, expected) => {
    expect(isQuiet("2026-11-24", read(changedAt), at(now))).toBe(expected);
    expect(QUIET_MS).toBe(6 * 3_600_000);
  });
});

describe("the delays", () => {
  const codes = ["audit.token_refused", "audit.budget_low", "audit.heroku_away", "audit.forbidden"] as const;
  it("are never shorter than the interval, after any trouble", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.integer({ min: 10, max: 86_400 }),
        fc.nat(10_000),
        fc.option(fc.nat(4_500)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (code, pollSeconds, failures, remaining, random) => {
          const ms = troubleDelayMs(code, { pollSeconds, failures, remaining }, random);
          expect(ms).toBeGreaterThanOrEqual(pollSeconds * 1_000);
          expect(ms).toBeLessThanOrEqual(Math.max(3_600_000, pollSeconds * 1_000) * 1.25 + 1);
        },
      ),
    );
  });

  it("wait as long as Heroku takes to give back what is missing", () => {
    const state = { pollSeconds: 60, failures: 0, remaining: BUDGET_FLOOR - 150 };
    expect(troubleDelayMs("audit.budget_low", state, 0)).toBe(2 * 60_000);
  });

  it("are regularly up to a tenth shorter than the interval, never longer", () => {
    expect([regularDelayMs(60, 0), regularDelayMs(60, 1)]).toEqual([60_000, 54_000]);
  });
});
