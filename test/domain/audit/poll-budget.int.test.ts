import { afterAll, beforeAll, expect, it } from "vitest";
import { dispatchPolls } from "../../../app/domain/audit/dispatch-polls.ts";
import { pollSource } from "../../../app/domain/audit/poll-source.ts";
import type { DueSource } from "../../../app/stores/postgres/audit-polls.ts";
import { type AuditWorld, eventCalls, optIn, sourceOf, startAuditWorld } from "../../support/audit.ts";

/** The default of AUDIT_POLL_SECONDS; a turn may be early by a tenth of it. */
const POLL_SECONDS = 60;
const POLLS_MAX = Math.ceil(300 / (POLL_SECONDS * 0.9));
/** Of the dispatcher: what is due waits for its next turn. */
const TURN_MS = 2_000;

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld({
    at: new Date("2026-03-10T11:58:00Z"),
    env: { AUDIT_POLL_SECONDS: String(POLL_SECONDS) },
  });
});
afterAll(() => world.stop());

/** What the dispatcher would have polled until then, each at the turn at which it is due. */
async function liveUntil(end: string): Promise<void> {
  const { services } = world.service;
  const { pg } = services.stores;
  const due: DueSource[] = [];
  const queues = {
    ...services.queues,
    enqueue: async (_name: string, source: unknown) => void due.push(source as DueSource),
  };
  for (;;) {
    const row = await pg("audit_sources").min({ at: "next_poll_at" }).first();
    const dueMs = Math.max(new Date(row?.at as Date).getTime(), world.clock.now().getTime());
    const turnMs = Math.ceil(dueMs / TURN_MS) * TURN_MS;
    if (turnMs >= Date.parse(end)) break;
    world.clock.set(new Date(turnMs));
    await dispatchPolls({ ...services, queues });
    for (const source of due.splice(0)) expect(await pollSource(services, source)).toMatchObject({ kind: "done" });
  }
  world.clock.set(new Date(end));
}

it("a source costs a call a minute, two for six hours after midnight, and no event waits longer than a turn", async () => {
  const one = await optIn(world);
  world.sandbox.audit.setStream(one.account.name, 1);
  /** How often Heroku was asked in five minutes from then on. */
  const callsFrom = async (from: string) => {
    await liveUntil(from);
    const before = eventCalls(world, one.account);
    await liveUntil(new Date(Date.parse(from) + 300_000).toISOString());
    return eventCalls(world, one.account) - before;
  };
  const atNoon = await callsFrom("2026-03-10T12:00:00Z");
  expect(atNoon).toBeGreaterThanOrEqual(4);
  expect(atNoon).toBeLessThanOrEqual(POLLS_MAX);
  expect((await sourceOf(world, one)).api.calls_this_hour).toBeGreaterThanOrEqual(atNoon);
  world.clock.set(new Date("2026-03-11T00:00:00Z"));
  const afterMidnight = await callsFrom("2026-03-11T00:02:00Z");
  expect(afterMidnight).toBeGreaterThanOrEqual(2 * 4);
  expect(afterMidnight).toBeLessThanOrEqual(2 * POLLS_MAX);
  const [lag] = await world.service.services.stores.clickhouse.query<{ events: number; ms: number }>(
    `SELECT count() AS events, max(toUnixTimestamp64Milli(receivedAt) - toUnixTimestamp64Milli(eventTime)) AS ms
     FROM heroku_audit_logs FINAL WHERE resource_id = {resource:UUID}
       AND (eventTime BETWEEN '2026-03-10 12:00:00' AND '2026-03-10 12:03:00' OR eventTime > '2026-03-11 00:02:00')`,
    { resource: one.resourceId },
  );
  expect(lag?.events).toBeGreaterThan(3);
  expect(lag?.ms).toBeLessThanOrEqual(POLL_SECONDS * 1_000 + TURN_MS);
});
