import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { type AuditWorld, type OptedIn, optIn, startAuditWorld } from "../../../support/audit.ts";
import { signIn } from "../../../support/sso.ts";

const WRITES = [
  ["POST", "/audit/sources"],
  ["PATCH", "/audit/sources/:id"],
  ["DELETE", "/audit/sources/:id"],
  ["POST", "/audit/sources/:id/validate"],
  ["POST", "/audit/sources/:id/poll"],
] as const;
const ADMIN_READS = [["GET", `/audit/accounts?connection=${randomUUID()}`]] as const;
const READS = [
  ["GET", "/audit/sources"],
  ["GET", `/audit/jobs/${randomUUID()}`],
] as const;

let world: AuditWorld;
let one: OptedIn;
beforeAll(async () => {
  world = await startAuditWorld();
  one = await optIn(world);
});
afterAll(() => world.stop());
const at = (path: string) => path.replace(":id", one.source.sourceId);

it.each([...WRITES, ...ADMIN_READS, ...READS])("401 %s %s without credentials", async (method, path) => {
  const { status, body } = await callApi(world.service, null, method, at(path));
  expect([status, body.code]).toEqual([401, "auth.missing"]);
});

it.each([...WRITES, ...ADMIN_READS])("403 %s %s with a token that may only read", async (method, path) => {
  const { status, body } = await callApi(world.service, { token: one.apiToken }, method, at(path));
  expect([status, body.code]).toEqual([403, "auth.scope"]);
});

it.each(WRITES)("403 %s %s with a session, from another site", async (method, path) => {
  const cookie = await signIn(world.service, one.resourceId);
  const { status, body } = await callApi(world.service, { cookie }, method, at(path), {
    headers: { "x-requested-with": null },
  });
  expect([status, body.code]).toEqual([403, "auth.cross_site"]);
});
