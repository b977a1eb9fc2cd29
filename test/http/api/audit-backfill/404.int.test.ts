import { expect, it } from "vitest";
import { makeApiToken } from "../../../support/api.ts";
import { askBackfill } from "../../../support/audit-archives.ts";
import { addTenDaysOld, provideAuditSource } from "./audit-source.ts";

const provided = provideAuditSource();

it("is another resource's source, and what is no id", async () => {
  const stranger = await addTenDaysOld(provided.world);
  const token = await makeApiToken(provided.world.service, stranger.resourceId, ["admin"]);
  for (const id of [provided.source.sourceId, "x"])
    expect(await askBackfill(provided.world, token, id)).toMatchObject({
      status: 404,
      body: { code: "audit.source_not_found" },
    });
  expect(await provided.world.service.services.stores.pg("audit_jobs")).toEqual([]);
});
