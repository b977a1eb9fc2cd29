import fc from "fast-check";
import { expect, it } from "vitest";
import type { Turn } from "../../../app/domain/alerts/judge.ts";
import { tellings } from "../../../app/domain/alerts/tellings.ts";

const firing = (minute: number): Turn => ({ minute, state: "firing", count: 7, countDayBefore: null });
const ok = (minute: number): Turn => ({ minute, state: "ok", count: 0, countDayBefore: null });
const told = (of: ReturnType<typeof tellings>) =>
  of.map(({ minute, state, isTold }) => `${minute} ${state}${isTold ? "" : " muted"}`);

it.each([
  ["without a mute both turns are told", [firing(1), ok(3)], ok(5), false, null, ["1 firing", "3 ok"]],
  ["a mute keeps back an alarm and its end", [firing(1), ok(3)], ok(5), false, 9, ["1 firing muted", "3 ok muted"]],
  ["the end of an alarm that was told is told in a mute", [ok(3)], ok(5), true, 9, ["3 ok"]],
  ["and only once", [ok(3), firing(4), ok(5)], ok(5), true, 9, ["3 ok", "4 firing muted", "5 ok muted"]],
  ["what still fires when the mute is over is told then", [], firing(9), false, 9, ["9 firing"]],
  ["not before", [], firing(8), false, 9, []],
  ["nor again", [], firing(10), true, 9, []],
  [
    "a turn in a mute that ends before the last window is told as it then is",
    [firing(1)],
    firing(12),
    false,
    9,
    ["1 firing muted", "12 firing"],
  ],
  ["the end of an alarm nobody heard of is kept back after the mute, too", [ok(12)], ok(12), false, 9, ["12 ok muted"]],
  ["where the last window says nothing, nothing is told of it", [], null, false, null, []],
])("%s", (_promise, turns, now, believesFiring, mutedUntilMinute, expected) => {
  expect(told(tellings(turns, now, { believesFiring, mutedUntilMinute }))).toEqual(expected);
});

it("whoever is told never hears the same twice running, and believes what is true once there is no mute", () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 12 });
  fc.assert(
    fc.property(
      minutes,
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 0, max: 70 }),
      (ends, wasFiring, wasTold, until) => {
        const sorted = ends.sort((a, b) => a - b);
        const turns = sorted.map((minute, i) => ((i % 2 === 0) === wasFiring ? ok(minute) : firing(minute)));
        const isFiring = turns.at(-1)?.state === "firing" || (turns.length === 0 && wasFiring);
        const now = isFiring ? firing(60) : ok(60);
        // Who believes in an alarm was told of it, and is told of its end: it does fire.
        let believes = wasFiring && wasTold;
        for (const { state, isTold } of tellings(turns, now, { believesFiring: believes, mutedUntilMinute: until })) {
          if (!isTold) continue;
          expect(state === "firing").not.toBe(believes);
          believes = state === "firing";
        }
        if (!isFiring || until <= 60) expect(believes).toBe(isFiring);
      },
    ),
  );
});
