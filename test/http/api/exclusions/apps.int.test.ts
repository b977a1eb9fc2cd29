import { afterAll, beforeAll, expect, it } from "vitest";
import type { LedgerAnswer, LogsAnswer } from "../../../../app/contract/api.ts";
import * as exclusionSets from "../../../../app/stores/postgres/exclusion-sets.ts";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { startWithSandbox } from "../../../support/sandbox.ts";
import { apiGet, eventually } from "../../../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
beforeAll(async () => {
  world = await startWithSandbox();
});
afterAll(() => world.stop());

const found = async (token: string, query: string) =>
  (await apiGet<LogsAnswer>(world.service, token, `/logs?query=${query}`)).body.data;

it("an exclusion filter may name an app that is attached after it was made", async () => {
  const { sandbox, service } = world;
  const { resource, answer } = await sandbox.provision("quiet-app", "standard");
  const { pg } = service.services.stores;
  await eventually(async () => pg("webhooks").where({ resource_id: resource.id }).first());
  const admin = { token: await makeApiToken(service, resource.id, ["admin"]) };
  const body = { name: "Loud ones", query: "app:loud-app" };
  expect((await callApi(service, admin, "POST", "/exclusions", { body })).status).toBe(201);
  sandbox.createApp("loud-app");
  sandbox.attach("loud-app", resource.id);
  await eventually(async () => {
    const set = await exclusionSets.currentOf(pg, resource.id);
    return set !== null && Object.values(set.apps).some(({ name }) => name === "loud-app");
  });
  sandbox.logplex.send("loud-app", ["shout"]);
  sandbox.logplex.send("quiet-app", ["whisper"]);
  await sandbox.logplex.flush();
  const { DRAINTRAIL_API_TOKEN: token } = (answer.body as { config: { DRAINTRAIL_API_TOKEN: string } }).config;
  await eventually(async () => {
    const { body: ledger } = await apiGet<LedgerAnswer>(service, token, "/ledger");
    return ledger.data.at(-1)?.excluded === 1;
  });
  await eventually(async () => (await found(token, "whisper")).length === 1);
  expect(await found(token, "shout")).toEqual([]);
});
