import { expect, it } from "vitest";
import * as sources from "../../../../app/stores/postgres/audit-sources.ts";
import { makeApiToken } from "../../../support/api.ts";
import { askBackfill } from "../../../support/audit-archives.ts";
import { provideAuditSource } from "./audit-source.ts";

const provided = provideAuditSource();

it("is a source that is paused, or has ended: there is no credential to ask with", async () => {
  const { pg } = provided.world.service.services.stores;
  const token = await makeApiToken(provided.world.service, provided.source.resourceId, ["admin"]);
  await sources.pause(pg, provided.source.resourceId, provided.source.sourceId);
  expect(await askBackfill(provided.world, token, provided.source.sourceId)).toMatchObject({
    status: 409,
    body: { code: "audit.not_active", detail: "This audit source is paused: resume it first." },
  });
  await sources.end(pg, provided.source.resourceId, provided.source.sourceId, { at: new Date(), isKept: true });
  expect(await askBackfill(provided.world, token, provided.source.sourceId)).toMatchObject({
    status: 409,
    body: { code: "audit.not_active" },
  });
});
