import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cleanRange,
  freezeRange,
  isRelativeRange,
  keptPresets,
  parseTimePoint,
  RANGE_DEFAULT,
  RANGE_PRESETS,
  relativeRangeWords,
  resolveRange,
  whereWords,
  widenRange,
  widerPresets,
} from "../../../app/web/lib/time-range.ts";

const NOW = Date.parse("2026-11-20T12:00:00.000Z");
const HOUR = 3_600_000;

describe("parseTimePoint", () => {
  it("reads the three forms of the API", () => {
    expect(parseTimePoint("now")).toEqual({ kind: "now" });
    expect(parseTimePoint("-15m")).toEqual({ kind: "ago", text: "-15m", ms: 900_000 });
    expect(parseTimePoint("2026-11-20T10:00:00Z")).toEqual({ kind: "at", ms: Date.parse("2026-11-20T10:00:00Z") });
  });

  it("takes an instant without a zone as UTC, whatever zone the machine is in", () => {
    expect(parseTimePoint("2026-11-20T10:00:00")).toEqual({ kind: "at", ms: Date.parse("2026-11-20T10:00:00Z") });
    expect(parseTimePoint("2026-11-20")).toEqual({ kind: "at", ms: Date.parse("2026-11-20T00:00:00Z") });
    expect(parseTimePoint("2026-11-20T12:00+02:00")).toEqual({ kind: "at", ms: Date.parse("2026-11-20T10:00:00Z") });
  });

  it.each(["", "yesterday", "-1y", "1h", "-h", "2026-13-40T00:00:00Z", "1763632800", "-1h "])("refuses %j", (text) => {
    expect(parseTimePoint(text)).toBeNull();
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseTimePoint(text)));
  });
});

describe("cleanRange", () => {
  it("falls back to the last hour for what it cannot read or what ends before it begins", () => {
    expect(cleanRange("nonsense", 7, NOW)).toEqual(RANGE_DEFAULT);
    expect(cleanRange("2026-11-20T11:00:00Z", "2026-11-20T10:00:00Z", NOW)).toEqual(RANGE_DEFAULT);
    expect(cleanRange("now", "now", NOW)).toEqual(RANGE_DEFAULT);
  });

  it("keeps a good range as it is written", () => {
    expect(cleanRange("-7d", "-1d", NOW)).toEqual({ from: "-7d", to: "-1d" });
  });
});

describe("freezeRange", () => {
  it("makes both ends absolute and names the same instants for ever", () => {
    const range = fc.record({
      from: fc.oneof(
        fc.constantFrom(...RANGE_PRESETS.map((preset) => preset.from)),
        fc.date({ min: new Date(0), max: new Date(NOW - 1), noInvalidDate: true }).map((date) => date.toISOString()),
      ),
      to: fc.constant("now"),
    });
    fc.assert(
      fc.property(range, fc.nat(10 * 365 * 24 * HOUR), (given, laterMs) => {
        const frozen = freezeRange(given, NOW);
        expect(resolveRange(frozen, NOW + laterMs)).toEqual(resolveRange(given, NOW));
        expect(freezeRange(frozen, NOW + laterMs)).toEqual(frozen);
        expect(isRelativeRange(frozen)).toBe(false);
      }),
    );
  });
});

describe("widenRange", () => {
  it("takes a moving range to the next preset, and stops at the longest", () => {
    expect(widenRange({ from: "-1h", to: "now" }, NOW)).toEqual({ from: "-4h", to: "now" });
    expect(widenRange({ from: "-90m", to: "now" }, NOW)).toEqual({ from: "-4h", to: "now" });
    expect(widenRange({ from: "-30d", to: "now" }, NOW)).toEqual({ from: "-30d", to: "now" });
  });

  it("doubles an absolute range without reaching past now", () => {
    const range = { from: "2026-11-20T08:00:00Z", to: "2026-11-20T10:00:00Z" };
    expect(widenRange(range, NOW)).toEqual({ from: "2026-11-20T07:00:00.000Z", to: "2026-11-20T11:00:00.000Z" });
    const recent = { from: "2026-11-20T11:00:00Z", to: "2026-11-20T12:00:00Z" };
    expect(widenRange(recent, NOW)).toEqual({ from: "2026-11-20T10:00:00.000Z", to: "2026-11-20T12:00:00.000Z" });
  });
});

describe("the ranges on offer", () => {
  const names = (retentionDays: number) => keptPresets(retentionDays).map((preset) => preset.short);

  it("reach as far back as the plan keeps lines, and no further", () => {
    expect(names(3)).toEqual(["15m", "1h", "4h", "1d", "3d"]);
    expect(names(7)).toEqual(["15m", "1h", "4h", "1d", "7d"]);
    expect(names(14)).toEqual(["15m", "1h", "4h", "1d", "7d", "14d"]);
    expect(names(30)).toEqual(RANGE_PRESETS.map((preset) => preset.short));
    expect(keptPresets(90).at(-1)).toEqual({ from: "-90d", label: "Last 90 days", short: "90d" });
    expect(keptPresets(undefined)).toEqual(RANGE_PRESETS);
  });

  it("are wider than the one that found nothing, also where that is none of them", () => {
    const wider = (from: string) => widerPresets({ from, to: "now" }, keptPresets(14)).map((preset) => preset.short);
    expect(wider("-1d")).toEqual(["7d", "14d"]);
    expect(wider("-90m")).toEqual(["4h", "1d", "7d", "14d"]);
    expect(wider("-30d")).toEqual([]);
  });
});

it("says a moving range in words", () => {
  expect(relativeRangeWords({ from: "-1h", to: "now" })).toBe("Last hour");
  expect(relativeRangeWords({ from: "-15m", to: "now" })).toBe("Last 15 minutes");
  expect(relativeRangeWords({ from: "-1h", to: "-5m" })).toBeNull();
  for (const preset of RANGE_PRESETS) expect(relativeRangeWords({ from: preset.from, to: "now" })).toBe(preset.label);
});

it("says where something was looked for, relative and absolute", () => {
  const nowMs = Date.parse("2026-11-20T16:00:00Z");
  expect(whereWords({ from: "-1h", to: "now" }, "utc", nowMs)).toBe("in the last hour");
  const range = { from: "2026-11-20T14:02:00Z", to: "2026-11-20T15:10:00Z" };
  expect(whereWords(range, "utc", nowMs)).toBe("from 20 Nov 14:02 – 15:10");
  expect(whereWords(range, "utc", nowMs + 365 * 24 * HOUR)).toBe("from 20 Nov 2026 14:02 – 15:10");
});
