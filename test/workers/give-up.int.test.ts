import Bull from "bull";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { AuditJob } from "../../app/contract/audit.ts";
import * as auditJobs from "../../app/stores/postgres/audit-jobs.ts";
import { callApi } from "../support/api.ts";
import { type AuditWorld, type OptedIn, optIn, startAuditWorld } from "../support/audit.ts";
import { eventually } from "../support/service.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld({ hasWorkers: true });
});
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  await world.stop();
});

let one: OptedIn;
let job: auditJobs.AuditJobRow;
/** A source that another process is polling, and a poll of it that was asked for. */
beforeEach(async () => {
  one = await optIn(world);
  const { resourceId, sourceId } = one.source;
  const { pg } = world.service.services.stores;
  const until = new Date(world.clock.now().getTime() + 3_600_000);
  await eventually(
    async () =>
      (await pg("audit_sources")
        .where({ id: sourceId, poll_lease: null })
        .whereNotNull("last_polled_at")
        .update({ poll_lease: sourceId, poll_lease_until: until })) === 1,
  );
  job = await auditJobs.insert(pg, resourceId, { source_id: sourceId, kind: "poll", created_at: world.clock.now() });
});

/** As the service queues it, with other patience. */
async function queued(options: { attempts: number; delayMs: number }): Promise<{ tries(): Promise<number> }> {
  const bull = new Bull("run-audit-job", world.service.services.stores.redis.url);
  closing.push(() => bull.close());
  const { attempts, delayMs: delay } = options;
  const payload = { resourceId: one.resourceId, auditJobId: job.id };
  const { id } = await bull.add(payload, { attempts, backoff: { type: "fixed", delay } });
  return { tries: async () => (await bull.getJob(id))?.attemptsMade ?? 0 };
}
const read = async () =>
  (await callApi<AuditJob>(world.service, { token: one.apiToken }, "GET", `/audit/jobs/${job.id}`)).body;
const ended = () =>
  eventually(async () => {
    const body = await read();
    return ["done", "failed"].includes(body.status) ? body : null;
  });

it("a job that was asked for ends as failed, with advice, when its tries have run out", async () => {
  await queued({ attempts: 2, delayMs: 1 });
  expect(await ended()).toMatchObject({
    status: "failed",
    error: { code: "audit.job_given_up", advice: expect.stringMatching(/another one of the source was under way/) },
    finished_at: expect.any(String),
  });
});

it("and not before: a try that fails ends nothing while others are left", async () => {
  const { tries } = await queued({ attempts: 3, delayMs: 1_500 });
  await eventually(async () => (await tries()) >= 1);
  expect((await read()).status).toBe("running");
  await world.service.services.stores
    .pg("audit_sources")
    .where({ id: one.source.sourceId })
    .update({ poll_lease: null, poll_lease_until: null });
  expect(await ended()).toMatchObject({ status: "done", error: null });
});
