import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Sandbox } from "../../sandbox/index.ts";
import { callApi, newTestClock, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

const account = "harbor-enterprise";
const day = "2026-02-10";
let partner: Double;
let sandbox: Sandbox;
let clock: ReturnType<typeof newTestClock>;
let token: string;

beforeEach(async () => {
  partner = await startPartner();
  clock = newTestClock();
  sandbox = await openTestSandbox(partner.url, { clock });
  sandbox.createEnterpriseAccount(account, "dana@example.com", ["view", "manage"]);
  sandbox.audit.makeHistory(account, { startsOn: "2026-02-01", eventsPerDay: 20 });
  token = sandbox.authorize("dana@example.com").accessToken;
});
afterEach(async () => {
  await sandbox.close();
  await partner.close();
});

const get = (path: string) => callApi(sandbox, token, "GET", `/enterprise-accounts/${account}${path}`);
const eventIds = async (query = `?day=${day}`) =>
  ((await get(`/events${query}`)).body as { id: string }[]).map(({ id }) => id);
const trueIds = () => sandbox.audit.eventsOfDay(account, day).map(({ id }) => id);
async function archive() {
  const info = (await get("/archives/2026/02")).body as { checksum: string; size: number; url: string };
  const bytes = Buffer.from(await (await fetch(info.url)).arrayBuffer());
  return { ...info, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}
const archiveIds = async () =>
  (JSON.parse(gunzipSync((await archive()).bytes).toString()) as { entries: { id: string }[] }).entries.map(
    ({ id }) => id,
  );

test("a late event shows after its time, at its own place", async () => {
  const late = sandbox.audit.addEvent(account);
  sandbox.misbehave({ kind: "late-audit-events", delayMs: 90_000, times: 1 });
  expect(await eventIds("")).not.toContain(late.id);
  clock.advance(90_000);
  expect(await eventIds("")).toContain(late.id);
});

test("duplicates and disorder last as many answers as ordered", async () => {
  sandbox.misbehave({ kind: "audit-events", fault: "duplicates", times: 1 });
  const doubled = await eventIds();
  expect(doubled.length).toBeGreaterThan(trueIds().length);
  expect([...new Set(doubled)]).toEqual(trueIds());
  sandbox.misbehave({ kind: "audit-events", fault: "out-of-order", times: 1 });
  const disordered = await eventIds();
  expect(disordered).not.toEqual(trueIds());
  expect([...disordered].sort()).toEqual(trueIds().sort());
  expect(await eventIds()).toEqual(trueIds());
});

test("429 says that nothing is left; 5xx, a cut connection and half a body come once", async () => {
  const route = "GET /enterprise-accounts/:account/events";
  sandbox.misbehave({ kind: "answer", route, status: 429, times: 1 });
  const limited = await get("/events");
  expect(limited).toMatchObject({ status: 429, body: { id: "rate_limit" } });
  expect(limited.headers.get("ratelimit-remaining")).toBe("0");
  sandbox.misbehave({ kind: "answer", route, status: 503, times: 1 });
  expect((await get("/events")).status).toBe(503);
  sandbox.misbehave({ kind: "cut", route, times: 1 });
  await expect(get("/events")).rejects.toThrow();
  sandbox.misbehave({ kind: "cut-body", route, times: 1 });
  await expect(get(`/events?day=${day}`)).rejects.toThrow();
  expect((await get(`/events?day=${day}`)).status).toBe(200);
});

test("a revoked token is 401 from the next call on", async () => {
  expect((await get("/events")).status).toBe(200);
  sandbox.revoke(token);
  expect((await get("/events")).status).toBe(401);
});

test("a wrong checksum is announced for the right bytes, until the orders are cleared", async () => {
  sandbox.misbehave({ kind: "archive", month: "2026-02", fault: "wrong-checksum", times: 1 });
  const wrong = await archive();
  expect(wrong.checksum).toMatch(/^[0-9a-f]{64}$/);
  expect(wrong.checksum).not.toBe(wrong.sha256);
  sandbox.behave();
  const right = await archive();
  expect(right.checksum).toBe(right.sha256);
});

test("a truncated archive is a whole answer of half the bytes; a cut download breaks off", async () => {
  sandbox.misbehave({ kind: "archive", month: "2026-02", fault: "truncated", times: 1 });
  const half = await archive();
  expect(half.bytes.length).toBe(Math.floor(half.size / 2));
  expect(half.sha256).not.toBe(half.checksum);
  sandbox.behave();
  sandbox.misbehave({ kind: "cut-body", route: "GET /audit-archives/*", times: 1 });
  await expect(archive()).rejects.toThrow();
  expect((await archive()).bytes.length).toBe(half.size);
});

test("an archive that lacks events or has more is sound in itself", async () => {
  const whole = await archiveIds();
  sandbox.misbehave({ kind: "archive", account, month: "2026-02", fault: "lacks-events", times: 2 });
  const less = await archiveIds();
  expect(whole.filter((id) => !less.includes(id))).toHaveLength(2);
  sandbox.behave();
  sandbox.misbehave({ kind: "archive", account, month: "2026-02", fault: "adds-events", times: 3 });
  const more = await archiveIds();
  expect(more.filter((id) => !whole.includes(id))).toHaveLength(3);
  const info = await archive();
  expect(info.checksum).toBe(info.sha256);
});
