import { expect, it } from "vitest";
import { makeApiToken } from "../../../support/api.ts";
import { askBackfill } from "../../../support/audit-archives.ts";
import { provideAuditSource } from "./audit-source.ts";

const provided = provideAuditSource();

it("is a token that may only read", async () => {
  const token = await makeApiToken(provided.world.service, provided.source.resourceId, ["read"]);
  expect(await askBackfill(provided.world, token, provided.source.sourceId)).toMatchObject({
    status: 403,
    body: { code: "auth.scope" },
  });
});
