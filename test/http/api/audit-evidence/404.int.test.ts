import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { type AuditWorld, addSource, startAuditWorld, type ToldSource } from "../../../support/audit-archives.ts";

let world: AuditWorld;
let source: ToldSource;
let stranger: ToldSource;
beforeAll(async () => {
  world = await startAuditWorld("2026-03-11T10:00:00Z");
  const wish = { startsOn: "2026-03-01", eventsPerDay: 1, addedAt: "2026-03-01T00:00:00Z" };
  source = await addSource(world, wish);
  stranger = await addSource(world, wish);
});
afterAll(() => world.stop());

it("is another resource's source, one that never was, and what is no id", async () => {
  for (const id of [source.sourceId, randomUUID(), "x"]) {
    const answer = await callApi(world.service, { token: stranger.apiToken }, "GET", `/audit/sources/${id}/evidence`);
    expect(answer).toMatchObject({ status: 404, body: { code: "audit.source_not_found" } });
  }
});
