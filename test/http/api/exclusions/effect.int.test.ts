import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  ExclusionAnswer,
  ExclusionHoursAnswer,
  ExclusionsAnswer,
  LedgerAnswer,
  ResourceAnswer,
} from "../../../../app/contract/api.ts";
import { respoolFrames } from "../../../../app/domain/logs/respool-frames.ts";
import { storeBatch } from "../../../../app/domain/logs/store-frames.ts";
import { type Caller, callApi, provisionWithAdmin } from "../../../support/api.ts";
import { readBooks } from "../../../support/books.ts";
import { frameOf, postFrame, spilledFrame, syslogLine } from "../../../support/frames.ts";
import { apiGet, type Provisioned, startTestService, type TestService } from "../../../support/service.ts";
import { storeSpool } from "../../../support/store-spool.ts";

// Workers are run by hand: what waits in the spool while filters change is the point.
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const setUp = () => provisionWithAdmin(service);
const exclude = async (admin: Caller, query: string, name = query) => {
  const made = await callApi<ExclusionAnswer>(service, admin, "POST", "/exclusions", { body: { name, query } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
};
const post = async ({ drainToken }: Provisioned, ...texts: string[]) => {
  expect((await postFrame(service, drainToken, frameOf(texts.map((text) => syslogLine(text))))).status).toBe(204);
};
const store = () => storeSpool(service.services);
const messages = async ({ apiToken }: Provisioned) =>
  (await apiGet<{ data: { message: string }[] }>(service, apiToken, "/logs?order=asc")).body.data.map(
    (line) => line.message,
  );

describe("an exclusion filter", () => {
  it("keeps lines out from the next frame on, and only this add-on's", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    await post(mine, "GET /health before", "GET /orders");
    await exclude(mine.admin, '"/health"');
    await post(mine, "GET /health after", "GET /carts");
    await post(theirs, "GET /health theirs");
    await store();
    expect(await messages(mine)).toEqual(["GET /health before", "GET /orders", "GET /carts"]);
    expect(await messages(theirs)).toEqual(["GET /health theirs"]);
  });

  it("counts what it keeps out by the hour; the books balance, and no quota is used up", async () => {
    const mine = await setUp();
    const filter = await exclude(mine.admin, "status:403");
    const [out, stays] = [syslogLine("status=403 path=/wp-login.php"), syslogLine("status=200 path=/")];
    const body = frameOf([out, stays, out]);
    await postFrame(service, mine.drainToken, body);
    await store();
    expect(await readBooks(service, mine.resourceId)).toMatchObject({ received: 3, stored: 1, shed: 2, rejected: 0 });
    const { body: ledger } = await apiGet<LedgerAnswer>(service, mine.apiToken, "/ledger");
    expect(ledger.data.at(-1)).toMatchObject({ received: 3, stored: 1, shed: 2, excluded: 2 });
    const { body: resource } = await apiGet<ResourceAnswer>(service, mine.apiToken, "/resource");
    expect(resource.usage.bytes).toBe(body.length - 2 * out.length);
    const amount = { lines: 2, bytes: 2 * out.length };
    const { body: list } = await apiGet<ExclusionsAnswer>(service, mine.apiToken, "/exclusions");
    expect(list.data).toMatchObject([{ id: filter.id, excluded: { day: amount, month: amount } }]);
    const { body: hours } = await apiGet<ExclusionHoursAnswer>(
      service,
      mine.apiToken,
      `/exclusions/${filter.id}/hours`,
    );
    expect(hours.data).toMatchObject([amount]);
    const { body: before } = await apiGet<ExclusionHoursAnswer>(
      service,
      mine.apiToken,
      `/exclusions/${filter.id}/hours?from=-3d&to=-2d`,
    );
    expect(before.data).toEqual([]);
  });

  it("switched off, changed or removed keeps out no more, but what came while it held is treated as was right then", async () => {
    const mine = await setUp();
    const filter = await exclude(mine.admin, "noise");
    const change = (body: object) => callApi(service, mine.admin, "PATCH", `/exclusions/${filter.id}`, { body });
    await post(mine, "noise 1", "kept 1");
    await change({ is_active: false });
    await post(mine, "noise 2");
    await change({ is_active: true });
    await post(mine, "noise 3");
    await change({ query: "other" });
    await post(mine, "noise 4", "other 4");
    await callApi(service, mine.admin, "DELETE", `/exclusions/${filter.id}`);
    await post(mine, "noise 5", "other 5");
    await store();
    expect(await messages(mine)).toEqual(["kept 1", "noise 2", "noise 4", "noise 5", "other 5"]);
    expect(await readBooks(service, mine.resourceId)).toMatchObject({ received: 8, stored: 5, shed: 3 });
  });

  it("leaves out the same lines when a batch is stored again, and counts them once", async () => {
    const mine = await setUp();
    const filter = await exclude(mine.admin, "noise");
    await post(mine, "noise", "kept");
    const consumer = await service.services.stores.frames.openConsumer("dies");
    const frames = await consumer.seal(await consumer.readNew(100, 100));
    const dies = { ...consumer, acknowledge: async () => {} };
    await storeBatch(service.services, dies, await consumer.readPending());
    await callApi(service, mine.admin, "DELETE", `/exclusions/${filter.id}`);
    await storeBatch(service.services, consumer, await consumer.readPending(), { isReplay: true });
    await consumer.close();
    expect(frames).toHaveLength(1);
    expect(await messages(mine)).toEqual(["kept"]);
    expect(await readBooks(service, mine.resourceId)).toMatchObject({ received: 2, stored: 1, shed: 1 });
  });

  it("holds for a frame that waited in Postgres", async () => {
    const mine = await setUp();
    await exclude(mine.admin, "noise");
    const { pg } = service.services.stores;
    const [{ id: set }] = await pg("exclusion_sets").where({ resource_id: mine.resourceId }).select("id");
    const { id: drainId } = await pg("attachments").where({ resource_id: mine.resourceId }).first("id");
    const frame = spilledFrame(mine.resourceId, frameOf([syslogLine("noise"), syslogLine("kept")]));
    await pg("spilled_frames").insert({ ...frame, drain_id: drainId, exclusion_set: set });
    expect(await respoolFrames(service.services)).toBe(1);
    await store();
    expect(await messages(mine)).toEqual(["kept"]);
  });

  it("does not keep out what Heroku's API says", async () => {
    const mine = await setUp();
    await exclude(mine.admin, "release");
    const line = syslogLine("Release v9 created by user dana@example.com", { process: "api" });
    await postFrame(service, mine.drainToken, frameOf([line, syslogLine("release notes")]));
    await store();
    expect(await messages(mine)).toEqual(["Release v9 created by user dana@example.com"]);
  });
});
