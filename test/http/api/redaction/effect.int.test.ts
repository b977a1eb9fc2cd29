import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RedactionAnswer, RedactionHoursAnswer, ResourceAnswer } from "../../../../app/contract/api.ts";
import type { RedactionRules } from "../../../../app/contract/redaction.ts";
import { respoolFrames } from "../../../../app/domain/logs/respool-frames.ts";
import { storeBatch } from "../../../../app/domain/logs/store-frames.ts";
import { LOUD_LANE, streamKey } from "../../../../app/stores/redis/spool-names.ts";
import { type Caller, callApi, makeApiToken, provisionWithAdmin } from "../../../support/api.ts";
import { readBooks } from "../../../support/books.ts";
import { frameOf, newFrameId, postFrame, syslogLine } from "../../../support/frames.ts";
import { makeManualDrain, postManual } from "../../../support/manual-drains.ts";
import { apiGet, type Provisioned, startTestService, type TestService } from "../../../support/service.ts";
import { storeSpool } from "../../../support/store-spool.ts";

// Workers are run by hand: what waits in the spool and in Postgres is the point.
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, env: { SPOOL_BYTES_MAX: String(1024 * 1024) } });
});
afterAll(() => service.stop());

const SECRET = "jane@example.com";
const MASKED = "*".repeat(SECRET.length);
const nothing: RedactionRules = { detectors: [], keys: [], prefixes: [] };
const emails: RedactionRules = { ...nothing, detectors: ["email"] };

const setUp = () => provisionWithAdmin(service);
const mask = async (admin: Caller, rules: RedactionRules) => {
  const { status, body } = await callApi<RedactionAnswer>(service, admin, "PUT", "/redaction", { body: rules });
  expect(status, JSON.stringify(body)).toBe(200);
};
const post = async ({ drainToken }: Pick<Provisioned, "drainToken">, ...texts: string[]) => {
  expect((await postFrame(service, drainToken, frameOf(texts.map((text) => syslogLine(text))))).status).toBe(204);
};
const store = () => storeSpool(service.services);
const messages = async ({ apiToken }: Pick<Provisioned, "apiToken">) =>
  (await apiGet<{ data: { message: string }[] }>(service, apiToken, "/logs?order=asc")).body.data.map(
    (line) => line.message,
  );
const redacted = async ({ apiToken }: Pick<Provisioned, "apiToken">) =>
  (await apiGet<RedactionAnswer>(service, apiToken, "/redaction")).body.redacted;

/** All that the spool holds, as bytes. */
async function spooled(): Promise<string> {
  const { commands } = service.services.stores.redis;
  const shards = [...Array.from({ length: 16 }, (_, shard) => shard), LOUD_LANE];
  const streams = await Promise.all(shards.map((shard) => commands.xrangeBuffer(streamKey(shard), "-", "+")));
  return Buffer.concat(streams.flatMap((entries) => entries.flatMap(([, fields]) => fields))).toString("latin1");
}

describe("redaction", () => {
  it("masks values from the next frame on, and only this add-on's", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    await post(mine, `before ${SECRET}`);
    await mask(mine.admin, emails);
    await post(mine, `after ${SECRET} ok`, "nothing");
    await post(theirs, `theirs ${SECRET}`);
    await mask(mine.admin, nothing);
    await post(mine, `off ${SECRET}`);
    await store();
    expect(await messages(mine)).toEqual([`before ${SECRET}`, `after ${MASKED} ok`, "nothing", `off ${SECRET}`]);
    expect(await messages(theirs)).toEqual([`theirs ${SECRET}`]);
    expect(await redacted(mine)).toEqual({ day: { email: 1 }, month: { email: 1 } });
    expect(await redacted(theirs)).toEqual({ day: {}, month: {} });
  });

  it("is done before the line is written anywhere: not even the spool has it", async () => {
    const mine = await setUp();
    await mask(mine.admin, { detectors: ["email"], keys: ["password"], prefixes: ["cus_"] });
    await post(mine, `before the spool: ${SECRET} password=hunter2 cus_9s6XKzkNRi`);
    const waiting = await spooled();
    expect(waiting).toContain(`before the spool: ${MASKED} password=******* cus_**********`);
    for (const secret of [SECRET, "hunter2", "9s6XKzkNRi"]) expect(waiting).not.toContain(secret);
    await store();
    expect(await redacted(mine)).toMatchObject({ day: { email: 1, keys: 1, prefixes: 1 } });
  });

  it("reaches fields as it reaches the message, and the line stays JSON", async () => {
    const mine = await setUp();
    await mask(mine.admin, { ...nothing, keys: ["pin", "card.number", "name"] });
    await post(mine, '{"level":"info","user":7,"pin":1234,"name":"Jane"}');
    await store();
    const { body } = await apiGet<{ data: { message: string; fields: Record<string, string> }[] }>(
      service,
      mine.apiToken,
      "/logs",
    );
    expect(body.data).toMatchObject([
      {
        message: '{"level":"info","user":7,"pin":9999,"name":"****"}',
        fields: { level: "info", user: "7", pin: "9999", name: "****" },
      },
    ]);
  });

  it("books what was received as before: bytes, lines and quota are the same", async () => {
    const [masked, plain] = [await setUp(), await setUp()];
    await mask(masked.admin, emails);
    const body = frameOf([syslogLine(`to ${SECRET}`), syslogLine("ok")]);
    for (const { drainToken } of [masked, plain]) await postFrame(service, drainToken, body);
    await store();
    const books = await readBooks(service, plain.resourceId);
    expect(books).toMatchObject({ received: 2, stored: 2, shed: 0, rejected: 0 });
    expect(await readBooks(service, masked.resourceId)).toEqual(books);
    const { body: resource } = await apiGet<ResourceAnswer>(service, masked.apiToken, "/resource");
    expect(resource.usage.bytes).toBe(body.length);
  });

  it("knows a retry although the rules changed meanwhile, with Logplex' id and without one, and counts once", async () => {
    const mine = await setUp();
    await mask(mine.admin, emails);
    for (const [name, id] of [
      ["with", newFrameId()],
      ["without", null],
    ] as const) {
      const body = frameOf([syslogLine(`${name} an id: ${SECRET}`)]);
      const headers = { "logplex-frame-id": id };
      expect((await postFrame(service, mine.drainToken, body, headers)).status).toBe(204);
      await mask(mine.admin, { ...emails, keys: ["id"] });
      expect((await postFrame(service, mine.drainToken, body, headers)).status).toBe(204);
    }
    await store();
    expect(await messages(mine)).toEqual([`with an id: ${MASKED}`, `without an id: ${MASKED}`]);
    expect(await redacted(mine)).toMatchObject({ day: { email: 2 } });
  });

  it("counts once when a batch is stored again", async () => {
    const mine = await setUp();
    await mask(mine.admin, emails);
    await post(mine, SECRET);
    const consumer = await service.services.stores.frames.openConsumer("dies");
    await consumer.seal(await consumer.readNew(100, 100));
    const dies = { ...consumer, acknowledge: async () => {} };
    await storeBatch(service.services, dies, await consumer.readPending());
    await storeBatch(service.services, consumer, await consumer.readPending(), { isReplay: true });
    await consumer.close();
    expect(await messages(mine)).toEqual([MASKED]);
    expect(await redacted(mine)).toMatchObject({ day: { email: 1 } });
  });

  it("holds in Postgres, where frames wait that find no room in the spool, and is counted when they are stored", async () => {
    const mine = await setUp();
    await mask(mine.admin, emails);
    const { pg } = service.services.stores;
    await post(mine, "x".repeat(600_000));
    await post(mine, `${SECRET} ${"x".repeat(600_000)}`);
    const [row] = await pg("spilled_frames").where({ resource_id: mine.resourceId });
    expect(row.redacted).toEqual({ email: 1 });
    expect(row.body.toString()).toContain(`${MASKED} xxx`);
    expect(row.body.toString()).not.toContain(SECRET);
    await store();
    expect(await respoolFrames(service.services)).toBe(1);
    await store();
    expect(await redacted(mine)).toMatchObject({ day: { email: 1 } });
  });

  it("holds for what is kept of a body that is no frame", async () => {
    const mine = await setUp();
    await mask(mine.admin, emails);
    expect((await postFrame(service, mine.drainToken, `not framed ${SECRET}`)).status).toBe(400);
    const [letter] = await service.services.stores.pg("dead_letters").where({ resource_id: mine.resourceId });
    expect(letter.body.toString()).toBe(`not framed ${MASKED}`);
  });

  it("holds for manual drains, structured data included", async () => {
    const drain = await makeManualDrain(service);
    await mask({ token: await makeApiToken(service, drain.resourceId, ["admin"]) }, emails);
    const line = `<14>1 ${new Date().toISOString()} host app web.1 - [x to="${SECRET}"] from ${SECRET}\n`;
    expect((await postManual(service, drain, frameOf([line]))).status).toBe(204);
    await store();
    const { body } = await apiGet<{ data: { message: string; fields: Record<string, string> }[] }>(
      service,
      drain.apiToken,
      "/logs",
    );
    expect(body.data).toMatchObject([
      { message: `from ${MASKED}`, fields: { "syslog.structured_data": `[x to="${MASKED}"]` } },
    ]);
  });

  it("leaves what Heroku's API says: who changed what", async () => {
    const mine = await setUp();
    await mask(mine.admin, emails);
    const line = syslogLine(`Release v9 created by user ${SECRET}`, { process: "api" });
    await postFrame(service, mine.drainToken, frameOf([line, syslogLine(`mail to ${SECRET}`)]));
    await store();
    expect(await messages(mine)).toEqual([`Release v9 created by user ${SECRET}`, `mail to ${MASKED}`]);
  });

  it("tells by the hour how many values were masked", async () => {
    const mine = await setUp();
    await mask(mine.admin, { ...emails, keys: ["password"] });
    await post(mine, `${SECRET} password=x`, `${SECRET} ${SECRET}`);
    await store();
    const hours = async (range = "") =>
      (await apiGet<RedactionHoursAnswer>(service, mine.apiToken, `/redaction/hours${range}`)).body.data;
    expect(await hours()).toMatchObject([{ values: { email: 3, keys: 1 } }]);
    expect(await hours("?from=-3d&to=-2d")).toEqual([]);
  });
});
