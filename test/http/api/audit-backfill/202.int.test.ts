import { afterAll, beforeAll, expect, it } from "vitest";
import type { AuditArchivesAnswer, AuditJob } from "../../../../app/contract/audit.ts";
import * as auditJobs from "../../../../app/stores/postgres/audit-jobs.ts";
import { callApi, makeApiToken } from "../../../support/api.ts";
import {
  type AuditWorld,
  addSource,
  countEvents,
  eventsOfMonth,
  startAuditWorld,
  type ToldSource,
} from "../../../support/audit-archives.ts";
import { eventually } from "../../../support/service.ts";

let world: AuditWorld;
let source: ToldSource;
beforeAll(async () => {
  world = await startAuditWorld("2026-03-11T10:00:00Z", {}, { hasWorkers: true });
  source = await addSource(world, {
    startsOn: "2025-12-01",
    eventsPerDay: 20,
    addedAt: "2026-03-10T00:00:00Z",
    archivesFrom: "2026-03",
  });
});
afterAll(() => world.stop());

it("queues a job that brings every month from there on, and says how it went", async () => {
  const caller = { token: await makeApiToken(world.service, source.resourceId, ["admin"]) };
  const path = `/audit/sources/${source.sourceId}`;
  world.sandbox.misbehave({ kind: "archive", month: "2026-01", fault: "wrong-checksum", times: 1 });
  const asked = await callApi<AuditJob>(world.service, caller, "POST", `${path}/backfill`, {
    body: { from: "2026-01" },
  });
  expect(asked.status).toBe(202);
  expect(asked.body).toMatchObject({ source_id: source.sourceId, kind: "backfill", error: null });
  const job = await eventually(async () => {
    const row = await auditJobs.find(world.service.services.stores.pg, source.resourceId, asked.body.id);
    return row?.status === "done" || row?.status === "failed" ? row : null;
  });
  const months = ["2026-02", "2026-03"].map((month) =>
    eventsOfMonth(world, source, month).filter(
      (event) => (event as unknown as { created_at: string }).created_at < "2026-03-11",
    ),
  );
  const events = months.flat().length;
  expect(job).toMatchObject({
    status: "done",
    progress: 100,
    result: { months: 3, verified: 2, mismatch: 1, failed: 0, events },
  });
  expect(await countEvents(world, source)).toBe(events);
  const { body } = await callApi<AuditArchivesAnswer>(world.service, caller, "GET", `${path}/archives`);
  expect(body.data.map(({ month, status }) => [month, status])).toEqual([
    [3, "verified"],
    [2, "verified"],
    [1, "mismatch"],
    [12, "pending"],
  ]);
});
