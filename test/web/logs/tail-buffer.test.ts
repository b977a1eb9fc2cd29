import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TailEvent } from "../../../app/contract/api.ts";
import {
  arrive,
  emptyTail,
  pause,
  reachBottom,
  resume,
  type TailBuffer,
  type TailRow,
  waitingCount,
} from "../../../app/web/logs/tail-buffer.ts";
import { makeLine } from "./lines.ts";

const line = (id: number): TailEvent => ({ event: "line", data: makeLine({ id: `l${id}` }) });
const skipped = (count: number): TailEvent => ({ event: "skipped", data: { count } });
const idsOf = (rows: readonly TailRow[]) => rows.flatMap((row) => (row.type === "line" ? [row.line.id] : []));

describe("a following tail", () => {
  it("shows each line once, in order of arrival", () => {
    const tail = arrive(arrive(emptyTail(), [line(1), line(2)]), [line(2), line(3)]);
    expect(idsOf(tail.shown)).toEqual(["l1", "l2", "l3"]);
  });

  it("lets the oldest rows go past its bound and counts them", () => {
    const tail = arrive(emptyTail(3), [line(1), line(2), line(3), line(4), line(5)]);
    expect(idsOf(tail.shown)).toEqual(["l3", "l4", "l5"]);
    expect(tail.evictedCount).toBe(2);
  });

  it("sums skipped lines that nothing lies between into one row", () => {
    const tail = arrive(arrive(emptyTail(), [line(1), skipped(1000)]), [skipped(204), line(2), skipped(1)]);
    expect(tail.shown.map((row) => (row.type === "line" ? row.line.id : row.count))).toEqual(["l1", 1204, "l2", 1]);
  });
});

describe("a paused tail", () => {
  it("stands still, counts what waits, and shows it on resume", () => {
    const paused = arrive(pause(arrive(emptyTail(), [line(1)]), "key"), [line(2), line(3)]);
    expect(idsOf(paused.shown)).toEqual(["l1"]);
    expect(waitingCount(paused)).toBe(2);
    const resumed = resume(paused);
    expect(idsOf(resumed.shown)).toEqual(["l1", "l2", "l3"]);
    expect(waitingCount(resumed)).toBe(0);
  });

  it("says how many lines no longer fitted, where they are missing", () => {
    const paused = arrive(pause(arrive(emptyTail(3), [line(1)]), "key"), [line(2), line(3), line(4), line(5), line(6)]);
    expect(waitingCount(paused)).toBe(5);
    const resumed = resume({ ...paused, rowsMax: 10 });
    expect(resumed.shown.map((row) => (row.type === "line" ? row.line.id : `${row.type} ${row.count}`))).toEqual([
      "l1",
      "missed 2",
      "l4",
      "l5",
      "l6",
    ]);
  });

  it("goes on at the bottom only when scrolling paused it", () => {
    expect(reachBottom(pause(emptyTail(), "scroll")).mode).toBe("following");
    expect(reachBottom(pause(emptyTail(), "key")).mode).toBe("paused");
    expect(reachBottom(pause(pause(emptyTail(), "scroll"), "key")).mode).toBe("paused");
    expect(pause(pause(emptyTail(), "key"), "scroll").pausedBy).toBe("key");
  });
});

describe("after any history", () => {
  type Step = { do: "arrive"; events: TailEvent[] } | { do: "key" | "scroll" | "resume" | "bottom" };
  const event = fc.oneof(
    { weight: 6, arbitrary: fc.nat(60).map(line) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 50 }).map(skipped) },
  );
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.array(event, { maxLength: 12 }).map((events): Step => ({ do: "arrive", events })) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Step>({ do: "key" }, { do: "scroll" }, { do: "resume" }, { do: "bottom" }),
    },
  );
  const take = (tail: TailBuffer, next: Step): TailBuffer => {
    switch (next.do) {
      case "arrive":
        return arrive(tail, next.events);
      case "key":
      case "scroll":
        return pause(tail, next.do);
      case "resume":
        return resume(tail);
      case "bottom":
        return reachBottom(tail);
    }
  };
  const history = fc.array(step, { maxLength: 40 });

  it("keys are unique, memory is bounded, and a following tail holds nothing back", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 20 }), (steps, rowsMax) => {
        let tail = emptyTail(rowsMax);
        for (const next of steps) {
          const before = tail;
          tail = take(tail, next);
          const rows = [...tail.shown, ...tail.held];
          expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
          expect(tail.shown.length).toBeLessThanOrEqual(rowsMax);
          expect(tail.held.length).toBeLessThanOrEqual(rowsMax);
          if (tail.mode === "following")
            expect([tail.held.length, tail.missedCount, tail.pausedBy]).toEqual([0, 0, null]);
          if (before.mode === "paused" && tail.mode === "paused") expect(tail.shown).toBe(before.shown);
        }
      }),
    );
  });

  it("no line is lost without being counted, and order is that of arrival", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 20 }), (steps, rowsMax) => {
        // Every line is new here: one that comes back after it left is rightly a new row.
        let serial = 0;
        const fresh = steps.map((next): Step => {
          if (next.do !== "arrive") return next;
          return { do: "arrive", events: next.events.map((e) => (e.event === "line" ? line(serial++) : e)) };
        });
        let gone = 0;
        let tail = emptyTail(rowsMax);
        for (const next of fresh) {
          const missed = tail.missedCount;
          tail = take(tail, next);
          if (tail.missedCount === 0) gone += missed;
        }
        const ids = idsOf([...tail.shown, ...tail.held]);
        expect(ids.length + tail.evictedCount + tail.missedCount + gone).toBe(serial);
        const numbers = ids.map((id) => Number(id.slice(1)));
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }),
    );
  });
});
