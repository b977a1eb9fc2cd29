import { describe, expect, it } from "vitest";
import { readArguments } from "../../bench/arguments.ts";
import { ceilingLinesPerSecond } from "../../bench/measure/ceiling.ts";
import { percentile, summarize } from "../../bench/percentile.ts";
import { parseProcStat, parsePsTime, subtractCpu, sumTree } from "../../bench/process/tree.ts";
import { judge, targetText, toJson, toTable } from "../../bench/report.ts";
import { growthOf } from "../../bench/rows/p4-memory.ts";

const figure = { row: "P1", what: "lines", unit: "lines/s", value: 300 };

describe("a figure is judged by its reference of the same run", () => {
  it("takes the ratio of figure to reference", () => {
    expect(judge({ ...figure, reference: { what: "r", value: 400 } })).toMatchObject({ ratio: 0.75, isMet: null });
  });

  it.each([
    [{ ratioAtLeast: 0.75 }, true],
    [{ ratioAtLeast: 0.76 }, false],
    [{ ratioAtMost: 0.75 }, true],
    [{ ratioAtMost: 0.74 }, false],
    [{ atMost: 300 }, true],
    [{ atMost: 299 }, false],
    [{ atLeast: 300 }, true],
    [{ atLeast: 301 }, false],
  ])("meets %o: %s", (target, isMet) => {
    expect(judge({ ...figure, reference: { what: "r", value: 400 }, target }).isMet).toBe(isMet);
  });

  it("meets nothing without a figure or without the reference a ratio needs", () => {
    expect(judge({ ...figure, target: { ratioAtLeast: 0.6 } }).isMet).toBeNull();
    expect(judge({ ...figure, value: Number.NaN, target: { atMost: 1 } }).isMet).toBeNull();
    expect(judge({ ...figure, value: Number.POSITIVE_INFINITY, target: { atMost: 1 } }).isMet).toBe(false);
  });

  it("prints a line a figure, its note below, and says what was not measured", () => {
    const table = toTable([
      judge({ ...figure, reference: { what: "r", value: 400 }, target: { ratioAtLeast: 0.6 }, note: "a note" }),
      judge({ ...figure, value: Number.NaN }),
    ]).split("\n");
    expect(table[2]).toMatch(/^P1 +lines +300 lines\/s +400 \(r\) +0\.75 +ratio >= 0\.6 +yes$/);
    expect(table[3]).toBe("      a note");
    expect(table[4]).toMatch(/not measured$/);
    expect(toTable([judge({ ...figure, value: Number.POSITIVE_INFINITY })])).toMatch(/never$/);
    expect(JSON.parse(toJson({ value: Number.POSITIVE_INFINITY }))).toEqual({ value: "never" });
    expect(targetText({ atMost: 268.435456 }, "MB")).toBe("<= 268.4 MB");
  });
});

describe("the arithmetic behind the figures", () => {
  it("lets the ceiling be where all cores are busy with the parts", () => {
    expect(ceilingLinesPerSecond(2, [0.76, 0.27, 0.7, 2.5])).toBeCloseTo(472_813, 0);
  });

  it("takes percentiles by nearest rank", () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(summarize(values)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
    expect(percentile([7], 0.5)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it("counts a marker that never came as later than any target", () => {
    expect(percentile([1, 2, Number.POSITIVE_INFINITY], 0.95)).toBe(Number.POSITIVE_INFINITY);
  });

  it("compares memory after warm-up with memory at the end", () => {
    expect(growthOf([1, 5, 5, 9])).toEqual({ second: 5, last: 9 });
  });

  it("adds a process tree by program, and nothing of its neighbours", () => {
    const row = (pid: number, parent: number, name: string) => ({ pid, parent, name, cpuSeconds: 1, rssBytes: 10 });
    const rows = [
      row(1, 0, "init"),
      row(5, 1, "node"),
      row(6, 5, "redis-server"),
      row(7, 5, "postgres"),
      row(8, 7, "postgres"),
    ];
    const use = sumTree(rows, 5);
    expect(use.cpuSeconds).toEqual({ service: 1, "redis-server": 1, postgres: 2 });
    expect(use.rssBytes).toEqual({ service: 10, "redis-server": 10, postgres: 20 });
    expect(subtractCpu(use, { cpuSeconds: { postgres: 0.5 }, rssBytes: {} })).toEqual({
      service: 1,
      "redis-server": 1,
      postgres: 1.5,
    });
  });

  it("reads /proc/PID/stat past a name with spaces and parentheses", () => {
    const stat = `42 (a (b) c) S 7 42 42 0 -1 0 0 0 0 0 150 50 20 30 20 0 1 0 900 1000000 256 ${"0 ".repeat(20)}`;
    expect(parseProcStat(42, stat)).toEqual({
      pid: 42,
      parent: 7,
      name: "a (b) c",
      cpuSeconds: 2.5,
      rssBytes: 256 * 4096,
    });
  });

  it("reads the CPU time of ps", () => {
    expect(parsePsTime("0:01.50")).toBe(1.5);
    expect(parsePsTime("01:02:03")).toBe(3723);
    expect(parsePsTime("1-00:00:01")).toBe(86_401);
  });
});

describe("the command line", () => {
  const known = ["parts", "P1", "P7"];
  it("takes rows in any case and a size for them", () => {
    expect(readArguments(["p1", "--lines", "10_000_000"], known)).toEqual({ rows: ["P1"], lines: 10_000_000 });
    expect(readArguments([], known)).toEqual({ rows: [], lines: null });
  });
  it.each([[["P2"]], [["--lines", "5"]], [["P1", "--lines"]], [["--lines", "20000"]]])("refuses %j", (given) => {
    expect(() => readArguments(given, known)).toThrow();
  });
});
