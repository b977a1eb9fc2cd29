import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Turns } from "../../app/lib/turns.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const stays = () => new AbortController().signal;
const someone = (name: string, order: string[], turns: Turns, key = "a", signal = stays()) =>
  turns.take(key, signal).then((end) => {
    order.push(end ? name : `${name} sent away`);
    return end ?? (() => {});
  });

it("so many at a time; the others in order of arrival, each when one ends; more than may wait are sent away", async () => {
  const order: string[] = [];
  const turns = new Turns({ openMax: 2, waitingMax: 2, waitMsMax: 1_000 });
  const [first, second, third, fourth, fifth] = ["1", "2", "3", "4", "5"].map((name) => someone(name, order, turns));
  await fifth;
  expect(order).toEqual(["1", "2", "5 sent away"]);
  (await second)?.();
  (await third)?.();
  await fourth;
  expect(order.slice(3)).toEqual(["3", "4"]);
  (await first)?.();
  (await fourth)?.();
  await Promise.all([someone("6", order, turns), someone("7", order, turns)]);
  expect(order.slice(5)).toEqual(["6", "7"]);
});

it("no key waits for another", async () => {
  const order: string[] = [];
  const turns = new Turns({ openMax: 1, waitingMax: 5, waitMsMax: 1_000 });
  await someone("a", order, turns, "a");
  const waits = someone("a again", order, turns, "a");
  (await someone("b", order, turns, "b"))();
  expect(order).toEqual(["a", "b"]);
  await vi.advanceTimersByTimeAsync(1_000);
  await waits;
});

it("who has waited long enough is sent away, and the next turn goes to who still waits", async () => {
  const order: string[] = [];
  const turns = new Turns({ openMax: 1, waitingMax: 2, waitMsMax: 1_000 });
  const end = await someone("1", order, turns);
  const early = someone("early", order, turns);
  await vi.advanceTimersByTimeAsync(999);
  const late = someone("late", order, turns);
  await vi.advanceTimersByTimeAsync(1);
  await early;
  end();
  await late;
  expect(order).toEqual(["1", "early sent away", "late"]);
});

it("who leaves gives the place up, also who had left before", async () => {
  const order: string[] = [];
  const turns = new Turns({ openMax: 1, waitingMax: 1, waitMsMax: 1_000 });
  await someone("gone", order, turns, "a", AbortSignal.abort());
  const end = await someone("1", order, turns);
  const leaving = new AbortController();
  const left = someone("2", order, turns, "a", leaving.signal);
  leaving.abort();
  await left;
  const third = someone("3", order, turns);
  end();
  await third;
  expect(order).toEqual(["gone sent away", "1", "2 sent away", "3"]);
});
