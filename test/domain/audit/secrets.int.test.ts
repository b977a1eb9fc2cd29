import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ctx } from "../../../app/context.ts";
import { addSource } from "../../../app/domain/audit/add-source.ts";
import { pollSource } from "../../../app/domain/audit/poll-source.ts";
import { callApi } from "../../support/api.ts";
import { type AuditWorld, makeAccount, makeEnterprise, startAuditWorld } from "../../support/audit.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());

it("no answer and no line of the log has the token, whatever goes well or wrong", async () => {
  const lines: string[] = [];
  const log = pino(
    { level: "trace" },
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  const services = { ...world.service.services, log };
  const { resourceId, adminToken } = await makeEnterprise(world);
  const account = makeAccount(world);
  const ctx: Ctx = {
    ...services,
    resourceId,
    actor: { kind: "token", tokenId: "t", prefix: "dt_x", scopes: ["admin"], endsAt: null },
  };
  const added = await addSource(ctx, { account: account.name, credential: { apiToken: account.token } });
  const source = { resourceId, sourceId: added.id };
  await pollSource(services, source);
  for (const status of [403, 500, 429]) {
    world.sandbox.misbehave({ kind: "answer", route: "GET /enterprise-accounts/:id/events", status, times: 1 });
    await pollSource(services, source);
  }
  world.sandbox.misbehave({ kind: "cut-body", route: "GET /enterprise-accounts/:id/events", times: 1 });
  await pollSource(services, source);
  world.sandbox.revoke(account.token);
  await pollSource(services, source);
  const answers = await Promise.all(
    [
      ["GET", "/audit/sources"],
      ["GET", "/resource"],
      ["GET", "/changes"],
    ].map(([method, path]) => callApi(world.service, { token: adminToken }, method as "GET", path as string)),
  );
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.join("") + JSON.stringify([added, answers.map(({ body }) => body)])).not.toContain(account.token);
});
