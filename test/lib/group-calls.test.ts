import { setImmediate as endOfTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { groupCalls } from "../../app/lib/group-calls.ts";

/** Calls that are answered when the test says so. */
function heldCalls() {
  const calls: { items: number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const call = (items: number[]) =>
    new Promise<string[]>((resolve, reject) => {
      calls.push({ items, answer: () => resolve(items.map((item) => `took ${item}`)), fail: reject });
    });
  return { calls, call, sent: () => calls.map(({ items }) => items) };
}
const limits = { inFlightMax: 1, itemsMax: 3, weightMax: 100, weigh: (item: number) => item };

describe("calls that come at the same time", () => {
  it("go together at the end of their turn, and wait for each other while a call is under way", async () => {
    const { calls, call, sent } = heldCalls();
    const ask = groupCalls(call, limits);
    const answers = [1, 2].map(ask);
    await endOfTurn();
    expect(sent()).toEqual([[1, 2]]);
    for (const item of [3, 4]) {
      answers.push(ask(item));
      await endOfTurn();
    }
    expect(sent()).toEqual([[1, 2]]);
    calls[0]?.answer();
    expect(await Promise.all(answers.slice(0, 2))).toEqual(["took 1", "took 2"]);
    await endOfTurn();
    expect(sent()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    calls[1]?.answer();
    expect(await Promise.all(answers)).toEqual(["took 1", "took 2", "took 3", "took 4"]);
  });

  it("keep to the number and the weight of a group, and to the order; one too heavy goes alone", async () => {
    const { calls, call, sent } = heldCalls();
    const ask = groupCalls(call, limits);
    const answers = [1, 2, 3, 4, 5, 60, 50, 500, 6].map(ask);
    await endOfTurn();
    for (let i = 0; i < calls.length; i++) {
      calls[i]?.answer();
      await Promise.allSettled(
        calls[i]?.items.map((item) => answers[[1, 2, 3, 4, 5, 60, 50, 500, 6].indexOf(item)]) ?? [],
      );
      await endOfTurn();
    }
    expect(sent()).toEqual([[1, 2, 3], [4, 5, 60], [50], [500], [6]]);
    await Promise.all(answers);
  });

  it("have as many under way as allowed", async () => {
    const { call, sent } = heldCalls();
    const ask = groupCalls(call, { ...limits, itemsMax: 1, inFlightMax: 2 });
    for (const item of [1, 2, 3]) void ask(item);
    await endOfTurn();
    expect(sent()).toEqual([[1], [2]]);
  });

  it("are all refused with the first that fails, those that wait included; later ones are tried", async () => {
    const { calls, call, sent } = heldCalls();
    const ask = groupCalls(call, { ...limits, itemsMax: 1, inFlightMax: 2 });
    const answers = [1, 2, 3, 4, 5].map((item) => ask(item).catch((error: Error) => error.message));
    await endOfTurn();
    calls[0]?.fail(new Error("too late"));
    const refused = [0, 2, 3, 4].map((i) => answers[i]);
    expect(await Promise.all(refused)).toEqual(refused.map(() => "too late"));
    expect(sent()).toEqual([[1], [2]]);
    const later = ask(6);
    await endOfTurn();
    for (const { answer } of calls.slice(1)) answer();
    expect(await Promise.all([answers[1], later])).toEqual(["took 2", "took 6"]);
  });
});
