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

it.each([
  ["before Heroku's first", { from: "2016-12" }],
  ["ahead", { from: "2026-04" }],
  ["no month", { from: "2026-13" }],
  ["a day", { from: "2026-01-01" }],
  ["a number", { from: 2026 }],
  ["of another name", { since: "2026-01" }],
])("is a month that is %s", async (_what, body) => {
  const token = await makeApiToken(world.service, source.resourceId, ["admin"]);
  expect(await askBackfill(world, token, source.sourceId, body)).toMatchObject({
    status: 422,
    body: { code: "body.bad_member" },
  });
});
