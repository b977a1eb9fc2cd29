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

it("is a token that may only read", async () => {
  const token = await makeApiToken(world.service, source.resourceId, ["read"]);
  expect(await askBackfill(world, token, source.sourceId)).toMatchObject({ status: 403, body: { code: "auth.scope" } });
});
