import { afterEach, beforeEach, expect, test } from "vitest";
import type { Sandbox } from "../../sandbox/index.ts";
import { callApi, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

let partner: Double;
let sandbox: Sandbox;

beforeEach(async () => {
  partner = await startPartner();
  sandbox = await openTestSandbox(partner.url);
});
afterEach(async () => {
  await sandbox.close();
  await partner.close();
});

async function control(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${sandbox.url}/sandbox${path}`, {
    method,
    headers: { "Content-Type": "application/json", Accept: "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const drainPosts = () => partner.received.filter((request) => request.path === "/drain");
const provisionCalls = () => partner.received.filter((request) => request.path === "/heroku/resources");
const sentLines = () => drainPosts().reduce((sum, request) => sum + Number(request.headers["logplex-msg-count"]), 0);

test("the demo provisions once, sends an hour of history once and answers the same again", async () => {
  const first = await control("POST", "/demo", { lines_per_second: 0 });
  expect(first).toMatchObject({
    status: 200,
    body: { app: { name: "harbor-quay" }, resource: { plan: { name: "draintrail:standard" }, state: "provisioned" } },
  });
  await sandbox.logplex.flush();
  const lines = sentLines();
  expect(lines).toBeGreaterThan(10_000);
  expect(lines).toBeLessThan(14_000);
  const again = await control("POST", "/demo", { lines_per_second: 0 });
  expect(again.body).toEqual(first.body);
  await sandbox.logplex.flush();
  expect(sentLines()).toBe(lines);
  expect(provisionCalls()).toHaveLength(1);
  const page = await fetch(String(first.body.sso_url));
  expect(await page.text()).toContain(`action="${partner.url}/sso/login"`);
});

test("the demo has an enterprise account whose audit trail its token opens, and the viewer's does not", async () => {
  const { body } = await control("POST", "/demo", { lines_per_second: 0 });
  const { enterprise_account, api_token } = body.audit as { enterprise_account: string; api_token: string };
  const path = `/enterprise-accounts/${enterprise_account}/events`;
  const viewer = await control("POST", "/tokens", { user: "lee@example.com" });
  expect((await callApi(sandbox, String(viewer.body.token), "GET", path)).status).toBe(403);
  const lastWeek = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10);
  const events = await callApi(sandbox, api_token, "GET", `${path}?day=${lastWeek}`);
  expect((events.body as unknown[]).length).toBeGreaterThan(3);
  sandbox.setConfigVars("harbor-quay", { PAYMENT_KEY: "hush-hush" });
  const today = await callApi(sandbox, api_token, "GET", `${path}?type=config_change&action=set&order=desc`);
  expect((today.body as unknown[])[0]).toMatchObject({
    app: { name: "harbor-quay" },
    team: { name: "harbor-platform" },
    data: { config_vars: ["PAYMENT_KEY"] },
  });
  expect(await (await fetch(sandbox.url)).text()).toContain(api_token);
});

test("the index page's button upgrades to the plan with the audit trail, and goes away", async () => {
  const { resource } = await sandbox.provision("harbor-quay", "standard");
  const page = async () => (await fetch(sandbox.url)).text();
  expect(await page()).toContain("Upgrade to enterprise");
  const response = await fetch(`${sandbox.url}/sandbox/plan`, {
    method: "POST",
    headers: { Accept: "text/html" },
    redirect: "manual",
    body: new URLSearchParams({ resource: resource.id, plan: "enterprise" }),
  });
  expect(response.status).toBe(303);
  expect(sandbox.resource(resource.id).plan).toBe("enterprise");
  expect(await page()).not.toContain("Upgrade to enterprise");
});

test("controls give an account a past and a stream, and say what they were not given", async () => {
  await control("POST", "/enterprise-accounts", {
    account: "quay-group",
    user: "kim@example.com",
    permissions: ["manage"],
  });
  const past = { account: "quay-group", starts_on: "2024-01-01", events_per_day: 10, events_per_minute: 2 };
  expect(await control("POST", "/audit", past)).toMatchObject({ status: 200, body: past });
  expect(await control("POST", "/audit", past)).toMatchObject({ status: 422 });
  expect(await control("POST", "/audit", { account: "quay-group", events_per_minute: 0 })).toMatchObject({
    body: { events_per_minute: 0 },
  });
  const event = { account: "quay-group", type: "space", action: "create" };
  expect((await control("POST", "/audit/events", event)).body).toMatchObject({ type: "space", actor: null });
  const fault = { kind: "archive", month: "2024-02", fault: "truncated" };
  expect((await control("POST", "/misbehave", fault)).body).toMatchObject({ pending: [fault] });
});

test("the history covers the last hour, with a release and the errors after it", async () => {
  const startMs = Date.now();
  await control("POST", "/demo", { lines_per_second: 0 });
  await sandbox.logplex.flush();
  const text = drainPosts()
    .map((request) => request.body.toString("utf8"))
    .join("");
  const times = [...text.matchAll(/<\d+>1 (\S+) host/g)].map((match) => Date.parse(match[1] ?? ""));
  expect(Math.min(...times)).toBeLessThan(startMs - 55 * 60_000);
  expect(Math.max(...times)).toBeLessThan(Date.now() + 15_000);
  expect(text).toMatch(/host app api - Release v\d+ created by user dana@example\.com\n/);
  expect(text).toContain("host app api - Rollback to v1 by user dana@example.com\n");
  expect(text.match(/code=H12/g)?.length ?? 0).toBeGreaterThan(3);
  expect(text).not.toContain("Error L10");
});

test("the releases of the history come before those of the add-on: the later one has the higher number", async () => {
  await control("POST", "/demo", { lines_per_second: 0 });
  sandbox.setConfigVars("harbor-quay", { PAYMENT_MODE: "live" });
  await sandbox.logplex.flush();
  const told = drainPosts()
    .flatMap((request) => [
      ...request.body.toString("utf8").matchAll(/<\d+>1 (\S+) host app api - Release v(\d+) created/g),
    ])
    .map(([, time, version]) => ({ atMs: Date.parse(time ?? ""), version: Number(version) }))
    .sort((a, b) => a.atMs - b.atMs || a.version - b.version);
  expect(told.length).toBeGreaterThan(2);
  expect(told.map(({ version }) => version)).toEqual(told.map(({ version }) => version).sort((a, b) => a - b));
});

test("two calls at once make one add-on", async () => {
  const [one, two] = await Promise.all([
    control("POST", "/demo", { lines_per_second: 0 }),
    control("POST", "/demo", { lines_per_second: 0 }),
  ]);
  expect(one.body.resource).toEqual(two.body.resource);
  expect(provisionCalls()).toHaveLength(1);
});

test("traffic runs at a rate until it is stopped", async () => {
  await control("POST", "/provision", { app: "harbor-quay" });
  expect(await control("POST", "/traffic", { app: "harbor-quay", lines_per_second: 400 })).toMatchObject({
    body: { lines_per_second: 400 },
  });
  await expect.poll(sentLines).toBeGreaterThan(50);
  expect((await control("POST", "/traffic", { app: "harbor-quay", lines_per_second: 0 })).body).toMatchObject({
    lines_per_second: 0,
  });
});

test("noise on demand: a deploy is a release, its log lines at once and a restart as it goes", async () => {
  await control("POST", "/provision", { app: "harbor-quay" });
  await control("POST", "/noise", { app: "harbor-quay", kind: "deploy" });
  await control("POST", "/noise", { app: "harbor-quay", kind: "h12" });
  await control("POST", "/flush");
  const sent = () =>
    drainPosts()
      .map((request) => request.body.toString("utf8"))
      .join("");
  expect(sent()).toMatch(/host app api - Deploy [0-9a-f]{8} by user dana@example\.com\n/);
  expect(sent()).toMatch(/host app api - Release v3 created by user dana@example\.com\n/);
  await expect.poll(sent).toContain("host heroku web.1 - State changed from up to starting\n");
  await expect.poll(sent).toContain("code=H12");
  expect((await control("POST", "/noise", { app: "harbor-quay", kind: "confetti" })).status).toBe(422);
});

test("config vars appear in the log by name, never by value", async () => {
  await control("POST", "/provision", { app: "harbor-quay" });
  sandbox.setConfigVars("harbor-quay", { PAYMENT_KEY: "hush-hush" });
  await control("POST", "/flush");
  const text = drainPosts()
    .map((request) => request.body.toString("utf8"))
    .join("");
  expect(text).toContain("Set PAYMENT_KEY config vars by user dana@example.com");
  expect(text).not.toContain("hush-hush");
});

test("the controls refuse a page of another origin", async () => {
  const answer = await control("POST", "/demo", {}, { Origin: "https://elsewhere.example" });
  expect(answer).toMatchObject({ status: 403, body: { id: "forbidden" } });
  expect(provisionCalls()).toHaveLength(0);
});

test("a partner that is not there makes the demo fail with a sentence", async () => {
  await partner.close();
  const answer = await control("POST", "/demo", {});
  expect(answer).toMatchObject({ status: 422, body: { message: "Provisioning failed. Please try again later." } });
});

test("the index page lists apps with their add-ons and escapes what it shows", async () => {
  await control("POST", "/provision", { app: "harbor-quay" });
  const html = await (await fetch(sandbox.url)).text();
  expect(html).toContain("<h2>harbor-quay</h2>");
  expect(html).toContain(">Open dashboard</a>");
  expect(html).toContain("H12 burst");
  expect(html).not.toMatch(/<script|style="/);
});
