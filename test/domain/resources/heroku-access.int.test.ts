import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ResourceAnswer } from "../../../app/contract/api.ts";
import { accessToken } from "../../../app/domain/resources/access-token.ts";
import { callHeroku } from "../../../app/domain/resources/call-heroku.ts";
import { startWithSandbox } from "../../support/sandbox.ts";
import { apiGet, eventually } from "../../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let offsetMs = 0;
beforeAll(async () => {
  world = await startWithSandbox({ clock: { now: () => new Date(Date.now() + offsetMs) } });
});
afterAll(() => world.stop());
beforeEach(() => {
  offsetMs = 0;
  world.sandbox.behave();
});

async function newResource(app: string) {
  const { resource, answer } = await world.sandbox.provision(app, "standard");
  const apiToken = (answer.body as { config: { DRAINTRAIL_API_TOKEN: string } }).config.DRAINTRAIL_API_TOKEN;
  const view = async () => (await apiGet<ResourceAnswer>(world.service, apiToken, "/resource")).body;
  await eventually(async () =>
    world.service.services.stores.pg("webhooks").where({ resource_id: resource.id }).first(),
  );
  world.sandbox.requests.clear();
  return { id: resource.id, view };
}

const tokenCalls = () => world.sandbox.requests.find("POST", "/oauth/token", "in").length;
const readAddon = (id: string) =>
  callHeroku(world.service.services, id, (token) => world.service.services.clients.herokuApi.addon(token, id));

describe("the credential of a resource", () => {
  it("is refreshed before it ends, once, however many ask at the same time", async () => {
    const { id } = await newResource("refresher");
    const before = await accessToken(world.service.services, id);
    expect(tokenCalls()).toBe(0);
    offsetMs = 8 * 3_600_000 - 5 * 60_000; // five minutes before the end of its eight hours
    const tokens = await Promise.all(Array.from({ length: 6 }, () => accessToken(world.service.services, id)));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBe(before);
    expect(tokenCalls()).toBe(1);
  });

  it("keeps a rotated refresh token, sealed: the next refresh works", async () => {
    const { id } = await newResource("rotator");
    for (const hours of [8, 16, 24]) {
      offsetMs = hours * 3_600_000;
      expect(await accessToken(world.service.services, id)).toEqual(expect.any(String));
    }
    const row = await world.service.services.stores.pg("credentials").where({ resource_id: id }).first();
    const refreshToken = world.service.services.secrets.open(row.refresh_token_sealed, "credentials.refresh_token");
    expect(JSON.stringify(row)).not.toContain(refreshToken);
  });

  it("is healed by a refresh when the client secret was reset and every access token is void", async () => {
    const { id, view } = await newResource("healer");
    world.sandbox.expireAccessTokens();
    expect(await readAddon(id)).toMatchObject({ id });
    expect((await view()).heroku_access.status).toBe("ok");
    expect(tokenCalls()).toBe(1);
  });

  it("is called broken when Heroku refuses the refresh, says so on the dashboard, and heals once it works again", async () => {
    const { id, view } = await newResource("broken");
    world.sandbox.resetClientSecret("a-new-one-we-do-not-have");
    expect(await readAddon(id)).toBeNull();
    const { heroku_access } = await view();
    expect(heroku_access.status).toBe("broken");
    expect(heroku_access.advice).toMatch(/\w/);
    world.sandbox.resetClientSecret("client-secret-for-tests");
    expect(await readAddon(id)).toMatchObject({ id });
    expect((await view()).heroku_access.status).toBe("ok");
  });

  it("survives Heroku's own trouble unharmed: a 503 is the job's to retry", async () => {
    const { id, view } = await newResource("outage");
    world.sandbox.misbehave({ kind: "answer", route: "GET /addons/:id", status: 503, times: 1 });
    await expect(readAddon(id)).rejects.toMatchObject({ status: 503 });
    expect(await readAddon(id)).toMatchObject({ id });
    expect((await view()).heroku_access.status).toBe("ok");
  });
});
