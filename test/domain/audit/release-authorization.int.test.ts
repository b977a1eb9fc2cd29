import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditSource } from "../../../app/contract/audit.ts";
import { releaseAuthorization, sweepReleases } from "../../../app/domain/audit/release-authorization.ts";
import { pruneControlPlane } from "../../../app/domain/ledger/prune-control-plane.ts";
import { deprovision } from "../../../app/domain/resources/deprovision.ts";
import { purgeResource } from "../../../app/domain/resources/purge-resource.ts";
import { callApi } from "../../support/api.ts";
import { type AuditWorld, startAuditWorld } from "../../support/audit.ts";
import { type Connected, connect } from "../../support/connect.ts";

const HOUR = 3_600_000;
let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.sandbox.behave();
  world.clock.set(new Date());
});

async function opted(scope?: string): Promise<Connected & { sourceId: string }> {
  const one = await connect(world, scope);
  const { body } = await callApi<AuditSource>(world.service, { token: one.adminToken }, "POST", "/audit/sources", {
    body: { enterprise_account: one.account.id, connection_id: one.id },
  });
  return { ...one, sourceId: body.id };
}
const remove = (one: Connected & { sourceId: string }) =>
  callApi(world.service, { token: one.adminToken }, "DELETE", `/audit/sources/${one.sourceId}`);

const waiting = (one: Connected) =>
  world.service.services.stores.pg("audit_releases").where({ resource_id: one.resourceId });
async function releaseAll(one: Connected, services = world.service.services): Promise<void> {
  for (const { id } of await waiting(one))
    await releaseAuthorization(services, { resourceId: one.resourceId, releaseId: id });
}
/** Of "Connect with Heroku"; the account's own pasted token is not one. */
const atHeroku = (one: Connected) =>
  world.sandbox.authorizationsOf(one.account.manager).filter(({ clientId }) => clientId !== null).length;
const heroku = (status: number, route: string, times: number) =>
  world.sandbox.misbehave({ kind: "answer", route, status, times });

describe("an authorization is given back at Heroku", () => {
  it("when its source is removed", async () => {
    const one = await opted();
    expect(atHeroku(one)).toBe(1);
    await remove(one);
    await releaseAll(one);
    expect(atHeroku(one)).toBe(0);
    expect(await waiting(one)).toEqual([]);
  });

  it("when another credential takes its place, the other one staying", async () => {
    const one = await opted();
    const path = `/audit/sources/${one.sourceId}`;
    const { status } = await callApi(world.service, { token: one.adminToken }, "PATCH", path, {
      body: { api_token: one.account.token },
    });
    expect(status).toBe(200);
    await releaseAll(one);
    expect(atHeroku(one)).toBe(0);
    // A pasted token is its owner's to revoke.
    await remove(one);
    expect(await waiting(one)).toEqual([]);
    expect(world.sandbox.authorizationsOf(one.account.manager)).toHaveLength(1);
  });

  it("when its connection became no source within the hour", async () => {
    const one = await connect(world);
    world.clock.advance(HOUR + 1_000);
    await pruneControlPlane(world.service.services);
    await releaseAll(one);
    expect(atHeroku(one)).toBe(0);
  });

  it("when the add-on is removed, also after everything else of it was purged", async () => {
    const one = await opted();
    const pending = await connect(world);
    for (const { resourceId } of [one, pending]) {
      await deprovision(world.service.services, { uuid: resourceId });
      await purgeResource(world.service.services, { resourceId });
    }
    for (const each of [one, pending]) {
      expect(await waiting(each)).toHaveLength(1);
      await releaseAll(each);
      expect([atHeroku(each), await waiting(each)]).toEqual([0, []]);
    }
  });

  it("with a fresh token where the held one has ended", async () => {
    const one = await opted();
    world.clock.advance(9 * HOUR);
    await remove(one);
    await releaseAll(one);
    expect(atHeroku(one)).toBe(0);
  });
});

it("tokens that no key opens any more keep no source from ending", async () => {
  const one = await opted();
  await world.service.services.stores
    .pg("audit_sources")
    .where({ id: one.sourceId })
    .update({ access_token_sealed: "sealed with a key that is gone" });
  expect((await remove(one)).status).toBe(204);
  expect(await waiting(one)).toEqual([]);
});

describe("while Heroku is away", () => {
  it("it waits, also with tokens that were refreshed for it, and is given back later", async () => {
    const one = await opted();
    world.clock.advance(9 * HOUR);
    await remove(one);
    heroku(503, "DELETE /oauth/authorizations/:id", 1);
    await expect(releaseAll(one)).rejects.toThrow("503");
    heroku(503, "POST /oauth/token", 1);
    world.clock.advance(9 * HOUR);
    await expect(releaseAll(one)).rejects.toThrow("503");
    expect(atHeroku(one)).toBe(1);
    await releaseAll(one);
    expect(atHeroku(one)).toBe(0);
  });

  it("the sweep queues what its job gave up on, and after a day the tokens go", async () => {
    const one = await opted();
    await remove(one);
    const queued: string[] = [];
    const services = {
      ...world.service.services,
      queues: {
        ...world.service.services.queues,
        enqueue: async (_name: string, payload: object) =>
          void queued.push((payload as { resourceId: string }).resourceId),
      },
    };
    await sweepReleases(services);
    expect(queued).not.toContain(one.resourceId);
    world.clock.advance(11 * 60_000);
    await sweepReleases(services);
    expect(queued.filter((id) => id === one.resourceId)).toHaveLength(1);
    world.clock.advance(24 * HOUR);
    await sweepReleases(services);
    expect(await waiting(one)).toEqual([]);
  });
});

describe("what Heroku refuses for good is not asked again", () => {
  it("a scope that does not open the call, a token it does not know, one that is gone already", async () => {
    for (const refuse of [
      () => heroku(403, "GET /oauth/authorizations", 1),
      (one: Connected) =>
        world.sandbox.revoke(
          world.sandbox.authorizationsOf(one.account.manager).find(({ clientId }) => clientId !== null)?.id ?? "",
        ),
      () => heroku(404, "DELETE /oauth/authorizations/:id", 1),
    ]) {
      const one = await opted();
      refuse(one);
      await remove(one);
      await releaseAll(one);
      expect(await waiting(one)).toEqual([]);
    }
  });
});

it("no line of the log has a token, whatever Heroku answers", async () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const services = { ...world.service.services, log: pino({ level: "trace" }, sink) };
  const one = await opted();
  const row = await services.stores.pg("audit_sources").where({ id: one.sourceId }).first();
  const tokens = ["access_token", "refresh_token"].map((column) =>
    services.secrets.open(row[`${column}_sealed`], `audit_sources.${column}`),
  );
  await remove(one);
  world.sandbox.misbehave({ kind: "cut-body", route: "GET /oauth/authorizations", times: 1 });
  const error = await releaseAll(one, services).catch((thrown: unknown) => thrown);
  services.log.error({ err: error }, "as a worker logs it");
  heroku(403, "DELETE /oauth/authorizations/:id", 1);
  await releaseAll(one, services);
  expect(lines.length).toBeGreaterThan(1);
  for (const token of tokens) expect(lines.join("")).not.toContain(token);
});
