import { expect, it } from "vitest";
import { makeApiToken } from "../../../support/api.ts";
import { askBackfill } from "../../../support/audit-archives.ts";
import { provideAuditSource } from "./audit-source.ts";

const provided = provideAuditSource();

it.each([
  ["before Heroku's first", { from: "2016-12" }],
  ["ahead", { from: "2026-04" }],
  ["no month", { from: "2026-13" }],
  ["a day", { from: "2026-01-01" }],
  ["a number", { from: 2026 }],
  ["of another name", { since: "2026-01" }],
])("is a month that is %s", async (_what, body) => {
  const token = await makeApiToken(provided.world.service, provided.source.resourceId, ["admin"]);
  expect(await askBackfill(provided.world, token, provided.source.sourceId, body)).toMatchObject({
    status: 422,
    body: { code: "body.bad_member" },
  });
});
