import { afterAll, beforeAll, expect, it } from "vitest";
import { makeApiToken } from "../../../support/api.ts";
import {
  type AuditWorld,
  addSource,
  askBackfill,
  startAuditWorld,
  type ToldSource,
} from "../../../support/audit-archives.ts";

let world: AuditWorld;
let source: ToldSource;
beforeAll(async () => {
  world = await startAuditWorld("2026-03-11T10:00:00Z");
  source = await addSource(world, { startsOn: "2026-03-01", eventsPerDay: 1, addedAt: "2026-03-01T00:00:00Z" });
});
afterAll(() => world.stop());

it("is another resource's source, and what is no id", async () => {
  const stranger = await addSource(world, { startsOn: "2026-03-01", eventsPerDay: 1, addedAt: "2026-03-01T00:00:00Z" });
  const token = await makeApiToken(world.service, stranger.resourceId, ["admin"]);
  for (const id of [source.sourceId, "x"])
    expect(await askBackfill(world, token, id)).toMatchObject({
      status: 404,
      body: { code: "audit.source_not_found" },
    });
  expect(await world.service.services.stores.pg("audit_jobs")).toEqual([]);
});
