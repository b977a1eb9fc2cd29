import { afterAll, beforeAll, expect, it } from "vitest";
import * as sources from "../../../../app/stores/postgres/audit-sources.ts";
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

it("is a source that is paused, or has ended: there is no credential to ask with", async () => {
  const { pg } = world.service.services.stores;
  const token = await makeApiToken(world.service, source.resourceId, ["admin"]);
  await sources.pause(pg, source.resourceId, source.sourceId);
  expect(await askBackfill(world, token, source.sourceId)).toMatchObject({
    status: 409,
    body: { code: "audit.not_active" },
  });
  await sources.end(pg, source.resourceId, source.sourceId, { at: new Date(), isKept: true });
  expect(await askBackfill(world, token, source.sourceId)).toMatchObject({
    status: 409,
    body: { code: "audit.not_active" },
  });
});
