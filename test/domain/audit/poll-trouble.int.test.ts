import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dispatchPolls } from "../../../app/domain/audit/dispatch-polls.ts";
import { pollSource } from "../../../app/domain/audit/poll-source.ts";
import { takeDue } from "../../../app/stores/postgres/audit-polls.ts";
import { callApi } from "../../support/api.ts";
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

const MINUTE = 60_000;
const EVENTS = "GET /enterprise-accounts/:id/events";
let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld({ env: { AUDIT_POLL_SECONDS: "60" } });
});
afterAll(() => world.stop());
beforeEach(() => {
  world.sandbox.behave();
  world.clock.set(new Date("2026-11-25T10:00:00Z"));
});

const poll = ({ source }: OptedIn) => pollSource(world.service.services, source);
const minutesToNext = async (one: OptedIn) =>
  (Date.parse((await sourceOf(world, one)).next_poll_at ?? "") - world.clock.now().getTime()) / MINUTE;

describe("Heroku refuses", () => {
  for (const [status, code] of [
    [401, "audit.token_refused"],
    [402, "audit.delinquent"],
    [403, "audit.forbidden"],
    [404, "audit.account_gone"],
  ] as const)
    it(`${status}: the source is revoked with advice, asked again in an hour, and active again by itself`, async () => {
      const one = await optIn(world);
      await poll(one);
      world.sandbox.misbehave({ kind: "answer", route: EVENTS, status, times: 1 });
      expect(await poll(one)).toEqual({ kind: "trouble", code });
      const source = await sourceOf(world, one);
      expect(source).toMatchObject({ status: "revoked", error: { code, since: "2026-11-25T10:00:00.000Z" } });
      expect(source.error?.advice).toMatch(/^[A-Z].*\.$/);
      const minutes = await minutesToNext(one);
      expect(minutes).toBeGreaterThanOrEqual(60);
      expect(minutes).toBeLessThanOrEqual(75);
      const { id } = happen(world, one.account);
      expect(await poll(one)).toEqual({ kind: "done", added: 1 });
      expect(await sourceOf(world, one)).toMatchObject({ status: "active", error: null });
      expect(await storedEventIds(world, one.resourceId)).toEqual([id]);
    });

  it("keeps since when it is refused over further refusals", async () => {
    const one = await optIn(world);
    world.sandbox.revoke(one.account.token);
    await poll(one);
    world.clock.advance(60 * MINUTE);
    await poll(one);
    expect((await sourceOf(world, one)).error?.since).toBe("2026-11-25T10:00:00.000Z");
  });
});

describe("Heroku is in trouble", () => {
  it("says nothing of a refusal before it: the source stays revoked until Heroku lets us again", async () => {
    const one = await optIn(world);
    for (const status of [403, 503, 429]) {
      world.sandbox.misbehave({ kind: "answer", route: EVENTS, status, times: 1 });
      await poll(one);
      expect((await sourceOf(world, one)).status).toBe("revoked");
    }
    await poll(one);
    expect((await sourceOf(world, one)).status).toBe("active");
  });

  for (const misdeed of [
    { kind: "answer", route: EVENTS, status: 500, times: 1 },
    { kind: "answer", route: EVENTS, status: 503, times: 1 },
    { kind: "cut", route: EVENTS, times: 1 },
    { kind: "cut-body", route: EVENTS, times: 1 },
  ] as const)
    it(`${JSON.stringify(misdeed)}: stays active, says so, and loses nothing`, async () => {
      const one = await optIn(world);
      const { id } = happen(world, one.account);
      world.sandbox.misbehave(misdeed);
      expect(await poll(one)).toEqual({ kind: "trouble", code: "audit.heroku_away" });
      expect(await sourceOf(world, one)).toMatchObject({ status: "active", error: { code: "audit.heroku_away" } });
      expect(await poll(one)).toEqual({ kind: "done", added: 1 });
      expect(await storedEventIds(world, one.resourceId)).toEqual([id]);
    });

  it("waits longer each time, at most about a quarter of an hour", async () => {
    const one = await optIn(world);
    world.sandbox.misbehave({ kind: "answer", route: EVENTS, status: 500, times: 8 });
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      await poll(one);
      waits.push(await minutesToNext(one));
    }
    expect(waits[0]).toBeGreaterThanOrEqual(1);
    expect(waits[0]).toBeLessThanOrEqual(1.25);
    expect(waits[3]).toBeGreaterThanOrEqual(8);
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(15 * 1.25);
  });
});

describe("the customer's budget of calls", () => {
  it("429: waits until calls came back, as an active source", async () => {
    const one = await optIn(world);
    world.sandbox.misbehave({ kind: "answer", route: EVENTS, status: 429, times: 1 });
    expect(await poll(one)).toEqual({ kind: "trouble", code: "audit.budget_low" });
    expect((await sourceOf(world, one)).status).toBe("active");
    expect(await minutesToNext(one)).toBeGreaterThan(5);
  });

  it("below 500 left: stops, then asks only by the call that is free, and goes on when calls came back", async () => {
    const one = await optIn(world);
    await poll(one);
    world.sandbox.setRateLimit(one.account.userId, 450);
    const { id } = happen(world, one.account);
    expect(await poll(one)).toEqual({ kind: "trouble", code: "audit.budget_low" });
    expect(await sourceOf(world, one)).toMatchObject({ error: { code: "audit.budget_low" } });
    const asked = eventCalls(world, one.account);
    expect(await poll(one)).toMatchObject({ kind: "trouble" });
    expect(eventCalls(world, one.account)).toBe(asked);
    world.sandbox.setRateLimit(one.account.userId, 4_000);
    expect(await poll(one)).toMatchObject({ kind: "done" });
    expect(await sourceOf(world, one)).toMatchObject({
      error: null,
      api: { rate_limit_remaining: expect.any(Number) },
    });
    expect(await storedEventIds(world, one.resourceId)).toEqual([id]);
  });
});

describe("who polls", () => {
  it("is one at a time, however many processes try", async () => {
    const one = await optIn(world);
    happen(world, one.account);
    world.sandbox.misbehave({ kind: "slow", route: EVENTS, delayMs: 200, times: 2 });
    const outcomes = await Promise.all([poll(one), poll(one), poll(one)]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["busy", "busy", "done"]);
    expect((await poll(one)).kind).toBe("done");
  });

  it("takes over from a process that died while polling", async () => {
    const one = await optIn(world);
    await world.service.services.stores
      .pg("audit_sources")
      .where({ id: one.source.sourceId })
      .update({ poll_lease: one.source.sourceId, poll_lease_until: new Date(world.clock.now().getTime() + MINUTE) });
    expect((await poll(one)).kind).toBe("busy");
    world.clock.advance(MINUTE);
    expect((await poll(one)).kind).toBe("done");
  });

  it("takes each due source once over all processes, and each a little before its interval is over", async () => {
    const { stores } = world.service.services;
    const mine = await optIn(world);
    const next = new Date(world.clock.now().getTime() + MINUTE);
    const taken = await Promise.all(
      Array.from({ length: 4 }, () => takeDue(stores.pg, world.clock.now(), 100, () => next)),
    );
    expect(taken.flat().filter(({ sourceId }) => sourceId === mine.source.sourceId)).toHaveLength(1);
    world.clock.advance(MINUTE);
    await dispatchPolls(world.service.services);
    const minutes = await minutesToNext(mine);
    expect(minutes).toBeGreaterThanOrEqual(0.9);
    expect(minutes).toBeLessThanOrEqual(1);
  });

  it("stops at once when the source is removed in the middle of a poll", async () => {
    const one = await optIn(world);
    happen(world, one.account);
    world.sandbox.misbehave({ kind: "slow", route: EVENTS, delayMs: 300, times: 1 });
    const asked = eventCalls(world, one.account);
    const polling = poll(one);
    const { pg } = world.service.services.stores;
    const leaseOf = async () => (await pg("audit_sources").where({ id: one.source.sourceId }).first()).poll_lease;
    await expect.poll(leaseOf).not.toBeNull();
    const removed = await callApi(
      world.service,
      { token: one.adminToken },
      "DELETE",
      `/audit/sources/${one.source.sourceId}`,
    );
    expect(removed.status).toBe(204);
    expect(await polling).toEqual({ kind: "stopped" });
    expect(eventCalls(world, one.account)).toBeLessThanOrEqual(asked + 1); // yesterday was not asked for any more
    expect(await poll(one)).toEqual({ kind: "stopped" });
  });

  it("keeps apart two sources of one account in two resources", async () => {
    const one = await optIn(world);
    const other = await optIn(world);
    happen(world, one.account);
    await poll(one);
    await poll(other);
    expect(await storedEventIds(world, one.resourceId)).toHaveLength(1);
    expect(await storedEventIds(world, other.resourceId)).toHaveLength(0);
    expect(await pollSource(world.service.services, { ...one.source, resourceId: other.resourceId })).toEqual({
      kind: "stopped",
    });
  });
});
