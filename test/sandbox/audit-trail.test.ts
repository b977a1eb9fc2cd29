import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Sandbox, SandboxOptions } from "../../sandbox/index.ts";
import { callApi, newTestClock, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

interface Event {
  id: string;
  type: string;
  action: string;
  created_at: string;
  actor: { email: string } | null;
  app: { name: string } | null;
}
interface Archive {
  year: number;
  month: string;
  checksum: string;
  size: number;
  url?: string;
}

const account = "harbor-enterprise";
let partner: Double;
let sandbox: Sandbox;
let clock: ReturnType<typeof newTestClock>;
let token: string;

/** The clock stands at 2026-03-04T09:15:00Z. */
async function open(settings: SandboxOptions["settings"] = {}): Promise<void> {
  clock = newTestClock();
  sandbox = await openTestSandbox(partner.url, { clock, settings });
  token = sandbox.createUser("dana@example.com").apiKey;
  sandbox.createEnterpriseAccount(account, "dana@example.com", ["view", "manage"]);
  sandbox.createTeam("harbor-team", "dana@example.com", account);
}

beforeEach(async () => {
  partner = await startPartner();
  await open();
});
afterEach(async () => {
  await sandbox.close();
  await partner.close();
});

const get = (path: string, headers?: Record<string, string>, as = token) =>
  callApi(sandbox, as, "GET", `/enterprise-accounts/${account}${path}`, undefined, headers);
const events = async (query = ""): Promise<Event[]> => (await get(`/events${query}`)).body as Event[];
const ids = (list: Event[]) => list.map((event) => event.id);
async function download(month: string): Promise<{ info: Archive; bytes: Buffer; entries: Event[] }> {
  const info = (await get(`/archives/${month.replace("-", "/")}`)).body as Archive;
  const bytes = Buffer.from(await (await fetch(info.url ?? "")).arrayBuffer());
  return { info, bytes, entries: (JSON.parse(gunzipSync(bytes).toString()) as { entries: Event[] }).entries };
}
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test("a change to a team's app is an event of today, in Heroku's shape", async () => {
  sandbox.createApp("harbor-quay", "dana@example.com", "harbor-team");
  sandbox.createApp("private-app");
  sandbox.setConfigVars("harbor-quay", { PAYMENT_KEY: "hush-hush" });
  const list = await events();
  expect(list.map((event) => `${event.type}.${event.action}`)).toContain("config_change.set");
  expect(list.find(({ type }) => type === "config_change")).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    created_at: "2026-03-04T09:15:00.000Z",
    actor: { email: "dana@example.com" },
    app: { name: "harbor-quay" },
    team: { name: "harbor-team" },
    enterprise_account: { name: account },
    request: { ip_address: "203.0.113.24" },
    data: { config_vars: ["PAYMENT_KEY"] },
  });
  expect(JSON.stringify(list)).not.toContain("hush-hush");
  expect(list.some((event) => event.app?.name === "private-app")).toBe(false);
});

test("day, order, actor, type and action narrow the list; a day that is none is 422", async () => {
  sandbox.audit.makeHistory(account, { startsOn: "2026-01-01", eventsPerDay: 200 });
  const day = await events("?day=2026-02-10");
  expect(day.length).toBeGreaterThan(100);
  expect(day.every((event) => event.created_at.startsWith("2026-02-10"))).toBe(true);
  const times = day.map((event) => event.created_at);
  expect(times).toEqual([...times].sort());
  expect(ids(await events("?day=2026-02-10&order=desc"))).toEqual(ids(day).reverse());
  const set = await events("?day=2026-02-10&type=config_change&action=set&actor=dana@example.com");
  expect(ids(set)).toEqual(
    ids(
      day.filter(
        ({ type, action, actor }) =>
          type === "config_change" && action === "set" && actor?.email === "dana@example.com",
      ),
    ),
  );
  expect(set.length).toBeGreaterThan(0);
  expect(await events("?day=2026-03-05")).toEqual([]);
  for (const query of ["?day=2026-02-30", "?day=yesterday", "?order=sideways", "?day=2026-02-10&day=2026-02-11"]) {
    expect(await get(`/events${query}`)).toMatchObject({ status: 422, body: { id: "invalid_params" } });
  }
});

test("a member without manage is told 403, a stranger 404, and a lost permission counts at once", async () => {
  const viewer = sandbox.createUser("vic@example.com").apiKey;
  sandbox.createEnterpriseAccount(account, "vic@example.com", ["view"]);
  const stranger = sandbox.createUser("sam@example.com").apiKey;
  for (const path of ["/events", "/archives", "/archives/2026/02"]) {
    expect(await get(path, {}, viewer)).toMatchObject({ status: 403, body: { id: "forbidden" } });
    expect(await get(path, {}, stranger)).toMatchObject({ status: 404, body: { id: "not_found" } });
    expect((await get(path, {}, "HRKU-nobody")).status).toBe(401);
  }
  sandbox.createEnterpriseAccount(account, "dana@example.com", ["view"]);
  expect((await get("/events")).status).toBe(403);
});

test("an unchanged day is 304 to its ETag, and every answer counts against the caller's limit", async () => {
  sandbox.audit.makeHistory(account, { startsOn: "2026-03-01", eventsPerDay: 20 });
  const first = await get("/events?day=2026-03-02");
  const again = await get("/events?day=2026-03-02", { "If-None-Match": first.headers.get("etag") ?? "" });
  expect(again.status).toBe(304);
  expect(Number(again.headers.get("ratelimit-remaining"))).toBe(Number(first.headers.get("ratelimit-remaining")) - 1);
  sandbox.audit.addEvent(account, { created_at: "2026-03-02T10:00:00.000Z" });
  expect((await get("/events?day=2026-03-02", { "If-None-Match": first.headers.get("etag") ?? "" })).status).toBe(200);
});

test("with a page limit the day comes in 206 slices that join to the whole, in either order", async () => {
  await sandbox.close();
  await open({ audit: { eventsPageMax: 7 } });
  sandbox.audit.makeHistory(account, { startsOn: "2026-02-01", eventsPerDay: 30 });
  for (const order of ["asc", "desc"]) {
    const found: Event[] = [];
    let range: string | null = "id ..; max=1000";
    let pages = 0;
    while (range !== null) {
      const answer = await get(`/events?day=2026-02-10&order=${order}`, { Range: range });
      range = answer.headers.get("next-range");
      expect(answer.status).toBe(range === null ? 200 : 206);
      found.push(...(answer.body as Event[]));
      pages += 1;
    }
    const whole = sandbox.audit.eventsOfDay(account, "2026-02-10");
    expect(ids(found)).toEqual(order === "asc" ? ids(whole) : ids(whole).reverse());
    expect(pages).toBeGreaterThan(2);
  }
});

test("a stream adds events as time goes by, and the past stays as it was", async () => {
  sandbox.audit.setStream(account, 6);
  clock.advance(60 * 60_000);
  const before = await events();
  expect(before.length).toBeGreaterThan(350);
  clock.advance(10 * 60_000);
  const after = await events();
  expect(ids(after).slice(0, before.length)).toEqual(ids(before));
  sandbox.audit.setStream(account, 0);
  clock.advance(60 * 60_000);
  expect(await events()).toEqual(after);
});

test("an archive holds what the days hold, shuffled, and its checksum and size are those of its bytes", async () => {
  sandbox.audit.makeHistory(account, { startsOn: "2025-11-20", eventsPerDay: 40 });
  const { info, bytes, entries } = await download("2026-02");
  expect(info).toMatchObject({ year: 2026, month: "02", created_at: "2026-03-01T00:02:00Z" });
  expect(info.checksum).toBe(sha256(bytes));
  expect(info.size).toBe(bytes.length);
  const days = Array.from({ length: 28 }, (_, index) =>
    sandbox.audit.eventsOfDay(account, `2026-02-${String(index + 1).padStart(2, "0")}`),
  ).flat();
  expect(ids(entries).sort()).toEqual(ids(days).sort());
  expect(new Set(ids(entries)).size).toBe(entries.length);
  const times = entries.map((event) => event.created_at);
  expect(times).not.toEqual([...times].sort());
  expect((await download("2026-02")).bytes).toEqual(bytes);
});

test("the list runs from the first month to last midnight and has no links", async () => {
  sandbox.audit.makeHistory(account, { startsOn: "2025-11-20", eventsPerDay: 5 });
  const list = (await get("/archives")).body as Archive[];
  expect(list.map(({ year, month }) => `${year}-${month}`)).toEqual([
    "2025-11",
    "2025-12",
    "2026-01",
    "2026-02",
    "2026-03",
  ]);
  expect(list.every((archive) => archive.url === undefined)).toBe(true);
  const { entries } = await download("2026-03");
  expect(entries.some((event) => event.created_at.startsWith("2026-03-03"))).toBe(true);
  expect(entries.some((event) => event.created_at.startsWith("2026-03-04"))).toBe(false);
  for (const path of ["/archives/2025/10", "/archives/2026/04", "/archives/2016/12", "/archives/2026/2"]) {
    expect((await get(path)).status).toBe(404);
  }
});

test("a link needs no token, refuses one, ends, and cannot be altered", async () => {
  sandbox.audit.makeHistory(account, { startsOn: "2026-01-01", eventsPerDay: 5 });
  const { url = "" } = (await get("/archives/2026/01")).body as Archive;
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(400);
  expect((await fetch(url.replace("2026-01", "2026-02"))).status).toBe(403);
  expect((await fetch(url.replace(/expires=\d+/, "expires=9999999999"))).status).toBe(403);
  clock.advance(300_000);
  expect((await fetch(url)).status).toBe(403);
});

test("a link made before midnight opens the bytes its checksum was of", async () => {
  sandbox.audit.makeHistory(account, { startsOn: "2026-02-20", eventsPerDay: 30 });
  clock.advance(Date.UTC(2026, 2, 5, 0, 1, 0) - clock.now());
  const info = (await get("/archives/2026/03")).body as Archive;
  clock.advance(2 * 60_000);
  expect(sha256(Buffer.from(await (await fetch(info.url ?? "")).arrayBuffer()))).toBe(info.checksum);
  const later = (await get("/archives/2026/03")).body as Archive;
  expect(later.checksum).not.toBe(info.checksum);
});

test("a month of a hundred thousand events is written and read whole, and keeps its checksum", async () => {
  sandbox.audit.makeHistory(account, { startsOn: "2026-02-01", eventsPerDay: 5_000 });
  const { info, entries } = await download("2026-02");
  expect(entries.length).toBeGreaterThan(95_000);
  expect(new Set(ids(entries)).size).toBe(entries.length);
  expect((await get("/archives/2026/02")).body).toMatchObject({ checksum: info.checksum });
}, 60_000);

test("the bare array is a setting", async () => {
  await sandbox.close();
  await open({ audit: { archiveShape: "array" } });
  sandbox.audit.makeHistory(account, { startsOn: "2026-02-01", eventsPerDay: 5 });
  const { url = "" } = (await get("/archives/2026/02")).body as Archive;
  const text = gunzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).toString();
  expect(Array.isArray(JSON.parse(text))).toBe(true);
});

test("the history has the kinds of its year, people from outside and the stories", async () => {
  sandbox.audit.makeHistory(account, { startsOn: "2020-06-01", eventsPerDay: 60 });
  const kindsIn = async (month: string) =>
    new Set((await download(month)).entries.map(({ type, action }) => `${type}.${action}`));
  const old = await kindsIn("2020-07");
  expect([...old].some((kind) => kind.startsWith("ssl_endpoint."))).toBe(true);
  expect([...old].some((kind) => kind.startsWith("applink_"))).toBe(false);
  const recent = await kindsIn("2026-02");
  expect([...recent].some((kind) => kind.startsWith("applink_"))).toBe(true);
  expect(recent.has("dyno_lease.renew")).toBe(true);
  const story = sandbox.audit
    .eventsOfDay(account, "2026-03-02")
    .filter((event) => event.created_at > "2026-03-02T22:40");
  expect(story.map(({ type, action }) => `${type}.${action}`)).toEqual(
    expect.arrayContaining(["collaborator.create", "addon.attach", "addon.detach"]),
  );
});
