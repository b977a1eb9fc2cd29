import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStateFile } from "../../sandbox/state-file.ts";
import { askToken, callApi, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

let partner: Double;
let dataDir: string;

beforeEach(async () => {
  partner = await startPartner();
  dataDir = mkdtempSync(join(tmpdir(), "sandbox-state-"));
});
afterEach(async () => {
  await partner.close();
  rmSync(dataDir, { recursive: true });
});

test("a restart finds the same apps, resources, drain tokens, users and tokens", async () => {
  const first = await openTestSandbox(partner.url, { dataDir });
  const { resource, drain } = await first.provision("harbor-quay", "standard");
  first.attach("harbor-quay-jobs", resource.id);
  const user = first.createUser("kim@example.com");
  const { code } = (JSON.parse(String(partner.received[0]?.body)) as { oauth_grant: { code: string } }).oauth_grant;
  const { body } = await askToken(first, { grant_type: "authorization_code", code, client_secret: first.clientSecret });
  const tokens = first.drains(resource.id).map((row) => row.token);
  await first.close();

  const second = await openTestSandbox(partner.url, { dataDir });
  expect(second.resource(resource.id)).toMatchObject({ name: resource.name, plan: "standard", state: "provisioned" });
  expect(second.drains(resource.id).map((row) => row.token)).toEqual(tokens);
  expect(second.createUser("kim@example.com")).toEqual(user);
  expect((await callApi(second, body.access_token, "GET", `/addons/${resource.id}`)).status).toBe(200);
  second.logplex.send("harbor-quay", ["after the restart\n"]);
  await second.logplex.flush();
  const frame = partner.received.findLast((request) => request.path === "/drain");
  expect(frame?.headers["logplex-drain-token"]).toBe(drain?.token);
  await second.close();
});

test("a partner that comes back at another address finds its drains there", async () => {
  const first = await openTestSandbox(partner.url, { dataDir });
  const { resource } = await first.provision("harbor-quay");
  await first.close();
  const second = await openTestSandbox("http://127.0.0.1:9", { dataDir });
  expect(second.drains(resource.id).map((row) => row.url)).toEqual(["http://127.0.0.1:9/drain"]);
  await second.close();
});

test("the state is written whole: no half file stays behind", async () => {
  const sandbox = await openTestSandbox(partner.url, { dataDir });
  await sandbox.provision("harbor-quay");
  await sandbox.close();
  expect(readdirSync(dataDir)).toEqual(["state.json"]);
  expect(JSON.parse(readFileSync(join(dataDir, "state.json"), "utf8"))).toMatchObject({ version: 1 });
});

test("a state file that cannot be read is set aside", () => {
  writeFileSync(join(dataDir, "state.json"), '{"version":1,');
  expect(openStateFile(dataDir, "secret").state.apps).toEqual([]);
  expect(readdirSync(dataDir)).toEqual(["state.json.unread"]);
});
