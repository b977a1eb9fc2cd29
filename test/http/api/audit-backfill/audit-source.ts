import { afterAll, beforeAll } from "vitest";
import { type AuditWorld, addSource, startAuditWorld, type ToldSource } from "../../../support/audit-archives.ts";

export const addTenDaysOld = (world: AuditWorld) =>
  addSource(world, { startsOn: "2026-03-01", eventsPerDay: 1, addedAt: "2026-03-01T00:00:00Z" });

/** A source ten days old, there while the tests of the file that calls this run. */
export function provideAuditSource(): { readonly world: AuditWorld; readonly source: ToldSource } {
  const provided = {} as { world: AuditWorld; source: ToldSource };
  beforeAll(async () => {
    provided.world = await startAuditWorld("2026-03-11T10:00:00Z");
    provided.source = await addTenDaysOld(provided.world);
  });
  afterAll(() => provided.world.stop());
  return provided;
}
