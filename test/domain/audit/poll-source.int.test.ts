import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ChangesAnswer } from "../../../app/contract/change.ts";
import { pollSource } from "../../../app/domain/audit/poll-source.ts";
import {
  type AuditWorld,
  eventCalls,
  happen,
  type OptedIn,
  optIn,
  sourceOf,
  startAuditWorld,
  storedEventIds,
} from "../../support/audit.ts";
import { apiGet } from "../../support/service.ts";

const HOUR = 3_600_000;
let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld({ settings: { audit: { eventsPageMax: 3 } } });
});
afterAll(() => world.stop());
beforeEach(() => {
  world.sandbox.behave();
  world.clock.set(new Date("2026-11-25T10:00:00Z"));
});

const poll = ({ source }: OptedIn) => pollSource(world.service.services, source);
const stored = ({ resourceId }: OptedIn) => storedEventIds(world, resourceId);
describe("a poll", () => {
  it("stores today's events and yesterday's as rows of the change table, each once however often it is read", async () => {
    const one = await optIn(world);
    const ids = [
      happen(world, one.account, new Date("2026-11-24T23:59:59.999Z")).id,
      happen(world, one.account, new Date("2026-11-25T00:00:00.000Z")).id,
      happen(world, one.account, new Date("2026-11-25T09:59:59Z")).id,
    ];
    expect(await poll(one)).toEqual({ kind: "done", added: 3 });
    world.sandbox.misbehave({ kind: "audit-events", fault: "duplicates", times: 2 });
    world.sandbox.misbehave({ kind: "audit-events", fault: "out-of-order", times: 2 });
    world.clock.advance(60_000);
    ids.push(happen(world, one.account).id);
    expect(await poll(one)).toEqual({ kind: "done", added: 1 });
    expect(await stored(one)).toEqual(ids);
    const { body } = await apiGet<ChangesAnswer>(
      world.service,
      one.apiToken,
      "/changes?from=2026-11-24T00:00:00Z&to=2026-11-26T00:00:00Z",
    );
    expect(body.data.map((change) => change.herokuId)).toEqual(ids.toReversed());
    expect(body.data[0]).toMatchObject({
      sourceID: one.source.sourceId,
      sourceTTL: 0,
      tags: { source: "audit-trail", via: "poll" },
      receivedAt: "2026-11-25T10:01:00.000Z",
    });
  });

  it("says what it learnt: when it polled, the newest event, what it cost", async () => {
    const one = await optIn(world);
    happen(world, one.account, new Date("2026-11-25T08:00:00Z"));
    happen(world, one.account, new Date("2026-11-25T09:30:00Z"));
    await poll(one);
    world.clock.advance(42_000);
    expect(await sourceOf(world, one)).toMatchObject({
      status: "active",
      last_polled_at: "2026-11-25T10:00:00.000Z",
      last_event_at: "2026-11-25T09:30:00.000Z",
      lag_seconds: 42,
      error: null,
      credential: { last_used_at: "2026-11-25T10:00:00.000Z", scopes: "global", scopes_accepted: "global" },
      api: { calls_this_hour: 2, calls_last_hour: 0 },
    });
    world.clock.advance(HOUR);
    expect((await sourceOf(world, one)).api).toMatchObject({ calls_this_hour: 0, calls_last_hour: 2 });
    await poll(one);
    expect((await sourceOf(world, one)).api).toMatchObject({ calls_last_hour: 2 });
  });

  it("asks with the ETag of the last answer, and an unchanged day costs nothing but the call", async () => {
    const one = await optIn(world);
    happen(world, one.account);
    await poll(one);
    const before = eventCalls(world, one.account);
    await poll(one);
    const calls = world.sandbox.requests.find("GET", `/enterprise-accounts/${one.account.id}/events`).slice(before);
    expect(calls.map(({ status }) => status)).toEqual([304]);
    const { id } = happen(world, one.account);
    expect(await poll(one)).toEqual({ kind: "done", added: 1 });
    expect(await stored(one)).toContain(id);
  });

  it("asks without an ETag for a day of several pages: that of one says nothing of the others", async () => {
    const one = await optIn(world);
    const day = `/enterprise-accounts/${one.account.id}/events?day=2026-11-25`;
    const etagsOf = async () => {
      const before = world.sandbox.requests.find("GET", day).length;
      await poll(one);
      return world.sandbox.requests
        .find("GET", day)
        .slice(before)
        .map(({ headers }) => headers["if-none-match"]);
    };
    for (const hour of [1, 2, 3]) happen(world, one.account, new Date(Date.UTC(2026, 10, 25, hour)));
    expect(await etagsOf()).toEqual([undefined]);
    const fourth = happen(world, one.account, new Date("2026-11-25T04:00:00Z")); // the page before it is full, and as it was
    expect(await etagsOf()).toEqual([expect.any(String), undefined]);
    expect(await stored(one)).toContain(fourth.id);
    expect(await etagsOf()).toEqual([undefined, undefined]);
  });

  it("follows 206 and Next-Range to the last page, and finds a new event on any page", async () => {
    const one = await optIn(world);
    const times = Array.from({ length: 8 }, (_, i) => new Date(Date.UTC(2026, 10, 25, 1, i)));
    const ids = times.map((at) => happen(world, one.account, at).id);
    expect(await poll(one)).toEqual({ kind: "done", added: 8 });
    expect((await stored(one)).toSorted()).toEqual(ids.toSorted());
    happen(world, one.account, new Date("2026-11-25T00:30:00Z"));
    happen(world, one.account, new Date("2026-11-25T09:30:00Z"));
    expect(await poll(one)).toEqual({ kind: "done", added: 2 });
  });
});

describe("the days", () => {
  it("reads yesterday until it has been quiet for six hours; a late event starts them again", async () => {
    const one = await optIn(world);
    happen(world, one.account, new Date("2026-11-25T09:00:00Z"));
    await poll(one);
    const callsOf = async () => {
      const before = eventCalls(world, one.account);
      await poll(one);
      return eventCalls(world, one.account) - before;
    };
    world.clock.set(new Date("2026-11-26T00:00:30Z"));
    expect(await callsOf()).toBe(2);
    world.clock.set(new Date("2026-11-26T05:30:00Z"));
    const late = happen(world, one.account, new Date("2026-11-25T23:59:59Z"));
    expect(await callsOf()).toBe(2);
    expect(await stored(one)).toContain(late.id);
    world.clock.set(new Date("2026-11-26T11:29:00Z"));
    expect(await callsOf()).toBe(2);
    world.clock.set(new Date("2026-11-26T11:30:00Z"));
    expect(await callsOf()).toBe(2); // quiet for six hours: this was the last time
    expect(await callsOf()).toBe(1);
  });

  it("reads the days that an outage of ours left out", async () => {
    const one = await optIn(world);
    await poll(one);
    const missed = [
      happen(world, one.account, new Date("2026-11-25T22:00:00Z")).id,
      happen(world, one.account, new Date("2026-11-27T22:00:00Z")).id,
      happen(world, one.account, new Date("2026-11-29T22:00:00Z")).id,
    ];
    world.clock.set(new Date("2026-11-30T12:00:00Z"));
    expect(await poll(one)).toEqual({ kind: "done", added: 3 });
    expect(await stored(one)).toEqual(missed);
  });

  it("forgets none of them when Heroku fails in between", async () => {
    const one = await optIn(world);
    await poll(one);
    const missed = happen(world, one.account, new Date("2026-11-27T22:00:00Z")).id;
    world.clock.set(new Date("2026-11-30T12:00:00Z"));
    const today = happen(world, one.account).id;
    world.sandbox.misbehave({ kind: "slow", route: "GET /enterprise-accounts/:id/events", delayMs: 0, times: 1 });
    world.sandbox.misbehave({ kind: "answer", route: "GET /enterprise-accounts/:id/events", status: 503, times: 1 });
    expect(await poll(one)).toEqual({ kind: "trouble", code: "audit.heroku_away" });
    expect(await stored(one)).toEqual([today]);
    await poll(one);
    expect(await stored(one)).toEqual([missed, today]);
  });

  it("knows the leap day and the end of a month", async () => {
    world.clock.set(new Date("2028-02-29T23:59:00Z"));
    const one = await optIn(world);
    const leap = happen(world, one.account, new Date("2028-02-29T23:58:00Z")).id;
    await poll(one);
    world.clock.set(new Date("2028-03-01T00:01:00Z"));
    const late = happen(world, one.account, new Date("2028-02-29T23:59:59Z")).id;
    const march = happen(world, one.account, new Date("2028-03-01T00:00:00Z")).id;
    await poll(one);
    expect(await stored(one)).toEqual([leap, late, march]);
  });
});
