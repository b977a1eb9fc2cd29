import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResourceAnswer } from "../../../../app/contract/api.ts";
import type { Sandbox } from "../../../../sandbox/index.ts";
import { type Caller, callApi, makeApiToken } from "../../../support/api.ts";
import { bucketHours, getBucket, objectAt, putBucket, sandboxBucket } from "../../../support/bucket.ts";
import { startWithSandbox } from "../../../support/sandbox.ts";
import { provisionResource, type TestService } from "../../../support/service.ts";

const HOUR_MS = 3_600_000;
const SECRET = "quay/example/secret+key";

let service: TestService;
let sandbox: Sandbox;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ service, sandbox, stop } = await startWithSandbox({ hasWorkers: false }));
});
afterAll(() => stop());

async function setUp() {
  const resource = await provisionResource(service);
  const admin = { token: await makeApiToken(service, resource.resourceId, ["admin"]) };
  return { ...resource, admin, reader: { token: resource.apiToken }, prefix: randomUUID() };
}
const rowOf = (resourceId: string) => service.services.stores.pg("buckets").where({ resource_id: resourceId }).first();
const setNextHour = (resourceId: string, next_hour: Date) =>
  service.services.stores.pg("buckets").where({ resource_id: resourceId }).update({ next_hour });
const thisHour = () => new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS);

describe("PUT /api/v1/bucket", () => {
  it("takes a bucket that a test file can be written to, and never tells its secret again", async () => {
    const { resourceId, admin, reader, prefix } = await setUp();
    expect(await getBucket(service, reader)).toBeNull();
    const { status, body } = await putBucket(service, admin, sandboxBucket(sandbox, { prefix }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      endpoint: sandbox.url,
      region: "us-east-1",
      bucket: "quay-logs",
      prefix: `${prefix}/`,
      access_key_id: "AKIAQUAYEXAMPLE",
      error: null,
    });
    expect([thisHour().toISOString(), new Date(thisHour().getTime() - HOUR_MS).toISOString()]).toContain(
      body.next_hour,
    );
    expect(JSON.parse((await objectAt(sandbox, `${prefix}/draintrail.json`)).toString())).toMatchObject({
      resource: resourceId,
    });
    expect(await getBucket(service, reader)).toEqual(body);
    expect(JSON.stringify([body, await rowOf(resourceId)])).not.toContain(SECRET);
  });

  it("with other keys for the same place goes on where it stood; another place begins with this hour", async () => {
    const { resourceId, admin, prefix } = await setUp();
    await putBucket(service, admin, sandboxBucket(sandbox, { prefix }));
    const stood = new Date(thisHour().getTime() - 5 * HOUR_MS);
    await setNextHour(resourceId, stood);
    await service.services.stores
      .pg("buckets")
      .where({ resource_id: resourceId })
      .update({ error: "it was bad", attempts: 3 });
    const again = await putBucket(service, admin, sandboxBucket(sandbox, { prefix: `${prefix}/` }));
    expect(again.body).toMatchObject({ next_hour: stood.toISOString(), error: null, failing_since: null });
    const other = await putBucket(service, admin, sandboxBucket(sandbox, { prefix: `${prefix}-b` }));
    expect(Date.parse(other.body.next_hour)).toBeGreaterThan(stood.getTime());
  });

  it("begins with what is stored when asked to: since the add-on is there, and no longer than lines are kept", async () => {
    const { resourceId, admin, prefix } = await setUp();
    const given = sandboxBucket(sandbox, { prefix, from_start: true });
    const bornAt = (created_at: Date) =>
      service.services.stores.pg("resources").where({ id: resourceId }).update({ created_at });
    const born = new Date(thisHour().getTime() - 7 * HOUR_MS);
    await bornAt(new Date(born.getTime() + 1_000));
    expect((await putBucket(service, admin, given)).body.next_hour).toBe(born.toISOString());
    await bornAt(new Date("2026-01-01"));
    const { body } = await callApi<ResourceAnswer>(service, admin, "GET", "/resource");
    const keptHours = body.plan.retention_days * 24;
    const hours = (Date.now() - Date.parse((await putBucket(service, admin, given)).body.next_hour)) / HOUR_MS;
    expect(hours).toBeGreaterThan(keptHours - 2);
    expect(hours).toBeLessThanOrEqual(keptHours);
  });

  it.each([
    [{ access_key_id: "AKIASOMEBODYELSE" }, "the access key id is unknown there"],
    [{ secret_access_key: "wrong-secret" }, "the secret access key is not the one of this access key id"],
    [{ region: "eu-west-1" }, "the bucket is in another region"],
    [{ bucket: "not-there" }, "there is no bucket of this name"],
    [{ endpoint: "https://127.0.0.1.nip.invalid" }, "it could not be reached (ENOTFOUND)"],
  ])("says why %j cannot be written to, and keeps the bucket before", async (changes, problem) => {
    const { admin, prefix } = await setUp();
    await putBucket(service, admin, sandboxBucket(sandbox, { prefix }));
    const { status, body } = await putBucket(service, admin, sandboxBucket(sandbox, { prefix: "x", ...changes }));
    expect([status, body.code]).toEqual([422, "bucket.refused"]);
    expect(body.detail).toBe(`A test file could not be written to the bucket: ${problem}.`);
    expect(await getBucket(service, admin)).toMatchObject({ prefix: `${prefix}/` });
  });

  it.each([
    "http://quay.example.com",
    "https://10.0.0.5",
    "https://[::1]:9000",
    "https://user:password@quay.example.com",
  ])("does not call %s", async (endpoint) => {
    const { admin } = await setUp();
    const { status, body } = await putBucket(service, admin, sandboxBucket(sandbox, { endpoint }));
    expect([status, body.code]).toEqual([422, "bucket.bad_address"]);
    expect(await getBucket(service, admin)).toBeNull();
  });

  it.each([
    [{ bucket: "Quay_Logs" }, "bucket"],
    [{ bucket: "a/b" }, "bucket"],
    [{ region: "us east" }, "region"],
    [{ region: "evil.example.com#" }, "region"],
    [{ prefix: "/logs" }, "prefix"],
    [{ prefix: "a//b" }, "prefix"],
    [{ prefix: "a/../b" }, "prefix"],
    [{ prefix: "żółć" }, "prefix"],
    [{ prefix: "a?b" }, "prefix"],
    [{ endpoint: "https://quay.example.com/path" }, "endpoint"],
    [{ access_key_id: "with space" }, "access_key_id"],
    [{ secret_access_key: "" }, "secret_access_key"],
    [{ secret_access_key: "line\nfeed\nin it" }, "secret_access_key"],
    [{ from_start: "yes" }, "from_start"],
    [{ acl: "public-read" }, "acl"],
  ])("refuses %j by the member's name", async (changes, member) => {
    const { admin } = await setUp();
    const { status, body } = await putBucket(service, admin, sandboxBucket(sandbox, changes));
    expect([status, body.code]).toEqual([422, "body.bad_member"]);
    expect(body.detail).toContain(`: ${member} `);
  });

  it("is for those who may change something", async () => {
    const { reader } = await setUp();
    expect((await putBucket(service, reader, sandboxBucket(sandbox))).status).toBe(403);
    expect((await callApi(service, reader, "DELETE", "/bucket")).status).toBe(403);
  });
});

describe("DELETE /api/v1/bucket", () => {
  it("forgets the bucket, its keys and what was copied; nobody else's", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    for (const each of [mine, theirs])
      await putBucket(service, each.admin, sandboxBucket(sandbox, { prefix: each.prefix }));
    const remove = (caller: Caller) => callApi(service, caller, "DELETE", "/bucket");
    expect((await remove(mine.admin)).status).toBe(204);
    expect(await getBucket(service, mine.admin)).toBeNull();
    expect(await rowOf(mine.resourceId)).toBeUndefined();
    expect(await getBucket(service, theirs.admin)).not.toBeNull();
    for (const again of [await remove(mine.admin), await callApi(service, mine.reader, "GET", "/bucket/hours")])
      expect([again.status, again.body.code]).toEqual([404, "bucket.not_found"]);
    expect(await bucketHours(service, theirs.reader)).toEqual([]);
  });
});
