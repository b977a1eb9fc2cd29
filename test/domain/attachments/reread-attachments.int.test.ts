import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { syncAttachments } from "../../../app/domain/attachments/sync-attachments.ts";
import type { Sandbox } from "../../../sandbox/index.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { startWithSandbox } from "../../support/sandbox.ts";
import { eventually, partnerCall, type TestService } from "../../support/service.ts";

let sandbox: Sandbox;
let service: TestService;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ sandbox, service, stop } = await startWithSandbox());
});
afterAll(() => stop());
afterEach(() => sandbox.behave());

let apps = 0;
const newApp = () => `quay-${++apps}`;
const sync = (resourceId: string) => syncAttachments(service.services, { resourceId });
const attachments = (id: string) =>
  service.services.stores.pg("attachments").where({ resource_id: id }).orderBy("created_at");

/** A resource whose first attachment has its name. */
async function provisioned() {
  const app = newApp();
  const { resource, drain } = await sandbox.provision(app);
  await eventually(async () => (await attachments(resource.id))[0]?.app_name === app);
  return { id: resource.id, app, drainToken: drain?.token ?? "" };
}

const post = async (token: string) => (await postFrame(service, token, frameOf([syslogLine("x")]))).status;

/** A sync that has Heroku's list of drains and waits before it goes on. */
function slowReading(resourceId: string) {
  const { services } = service;
  let tell = () => {};
  let goOn = () => {};
  const hasList = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const herokuApi = {
    ...services.clients.herokuApi,
    async logDrains(...args: Parameters<typeof services.clients.herokuApi.logDrains>) {
      const list = await services.clients.herokuApi.logDrains(...args);
      tell();
      await gate;
      return list;
    },
  };
  const done = syncAttachments({ ...services, clients: { ...services.clients, herokuApi } }, { resourceId });
  return { hasList, goOn, done };
}

describe("reading a resource's attachments again", () => {
  it("learns a second app by its own drain token, and lets its logs in", async () => {
    const { id } = await provisioned();
    const second = newApp();
    const { drain } = sandbox.attach(second, id);
    await sync(id);
    expect((await attachments(id)).map((row) => row.app_name)).toContain(second);
    expect(await post(drain?.token ?? "")).toBe(204);
  });

  it("forgets a detached app's token and keeps its name for the lines it left", async () => {
    const { id } = await provisioned();
    const second = newApp();
    const { attachment, drain } = sandbox.attach(second, id);
    await sync(id);
    sandbox.detach(attachment.id);
    await sync(id);
    const row = (await attachments(id)).find((each) => each.app_name === second);
    expect(row).toMatchObject({ removed_at: expect.any(Date), log_drain_token_sealed: null });
    expect(await post(drain?.token ?? "")).toBe(404);
  });

  it("keeps a token that another reading has learnt meanwhile, though its own older list lacks it", async () => {
    const { id } = await provisioned();
    const slow = slowReading(id);
    await slow.hasList;
    const { drain } = sandbox.attach(newApp(), id);
    await sync(id);
    slow.goOn();
    await slow.done;
    expect(await post(drain?.token ?? "")).toBe(204);
  });

  it("follows a renamed app, and makes no second attachment of it", async () => {
    const { id, app } = await provisioned();
    sandbox.updateApp(app, { name: `${app}-renamed` });
    await sync(id);
    expect((await attachments(id)).map((row) => row.app_name)).toEqual([`${app}-renamed`]);
    const row = await service.services.stores.pg("resources").where({ id }).first();
    expect(row.app_name).toBe(`${app}-renamed`);
  });

  it("changes nothing when nothing changed, and keeps the first drain open", async () => {
    const { id, drainToken } = await provisioned();
    const before = (await attachments(id)).map(({ id, app_name, removed_at }) => ({ id, app_name, removed_at }));
    await sync(id);
    await sync(id);
    expect((await attachments(id)).map(({ id, app_name, removed_at }) => ({ id, app_name, removed_at }))).toEqual(
      before,
    );
    expect(await post(drainToken)).toBe(204);
  });

  it("takes nothing away when Heroku answers with an error", async () => {
    const { id, drainToken } = await provisioned();
    sandbox.misbehave({ kind: "answer", route: "GET /addons/:id/log-drains", status: 500, times: 1 });
    await expect(sync(id)).rejects.toThrow("500");
    expect(await post(drainToken)).toBe(204);
  });

  it("refreshes a token that Heroku no longer takes, as after a reset of the client secret's tokens", async () => {
    const { id } = await provisioned();
    const second = newApp();
    sandbox.attach(second, id);
    sandbox.expireAccessTokens(id);
    await sync(id);
    expect((await attachments(id)).map((row) => row.app_name)).toContain(second);
  });

  it("revives nothing of a resource that ended meanwhile", async () => {
    const { id, drainToken } = await provisioned();
    await partnerCall(service, "DELETE", `/${id}`);
    await sync(id);
    expect(await post(drainToken)).toBe(404);
  });
});
