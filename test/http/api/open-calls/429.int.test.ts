import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClickHouse } from "../../../../app/stores/clickhouse/connection.ts";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { type EventStream, openEventStream } from "../../../support/event-stream.ts";
import {
  eventually,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
let clickhouse: ClickHouse;
beforeAll(async () => {
  service = await startTestService({
    hasWorkers: false,
    questionLimits: { openMax: 2, waitingMax: 3, waitMsMax: 3_600_000 },
  });
  clickhouse = service.services.stores.clickhouse;
});
afterAll(() => service.stop());

const call = ({ apiToken }: Provisioned, path: string) => callApi(service, { token: apiToken }, "GET", path);

/** Every question of the resource stays at the store's door until `release`. */
function holdQuestions({ resourceId }: Provisioned) {
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let held = 0;
  let heldMost = 0;
  const query: ClickHouse["query"] = async (sql, params, options) => {
    if (params?.resource === resourceId) {
      heldMost = Math.max(heldMost, ++held);
      await released;
      held--;
    }
    return clickhouse.query(sql, params, options);
  };
  service.services.stores.clickhouse = { ...clickhouse, query };
  return {
    held: () => held,
    heldMost: () => heldMost,
    release() {
      release();
      service.services.stores.clickhouse = clickhouse;
    },
  };
}

describe("questions of one resource", () => {
  it("are so many at a time, others wait, and those beyond are told when to ask again; nobody else waits", async () => {
    const [many, other] = [await provisionResource(service), await provisionResource(service)];
    const store = holdQuestions(many);
    const statuses: number[] = [];
    const calls = Array.from({ length: 8 }, async () => {
      const { status, headers, body } = await call(many, "/logs/fields");
      statuses.push(status);
      if (status === 200) return;
      expect({ status, body }).toMatchObject({ status: 429, body: { code: "api.too_many_open" } });
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    });
    await eventually(async () => store.held() >= 2 && statuses.length === 3);
    expect((await call(other, "/logs")).status).toBe(200);
    store.release();
    await Promise.all(calls);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(store.heldMost()).toBe(2);
    expect((await call(many, "/logs")).status).toBe(200);
  });

  it("are all that ask the store, by a session or by any token", async () => {
    const resource = await provisionResource(service);
    const callers = [
      { cookie: await signIn(service, resource.resourceId) },
      { token: await makeApiToken(service, resource.resourceId, ["admin"]) },
    ];
    const store = holdQuestions(resource);
    let refused = 0;
    const full = Array.from({ length: 6 }, async () => {
      if ((await call(resource, "/logs")).status === 429) refused++;
    });
    await eventually(async () => refused === 1);
    const path = `/drains/${randomUUID()}/rotate`;
    for (const caller of callers) expect((await callApi(service, caller, "POST", path)).status).toBe(429);
    for (const path of [
      "/resource",
      "/logs",
      "/logs/histogram",
      "/logs/fields",
      `/logs/trace/${randomUUID()}`,
      "/logs/x/context",
      "/changes",
      "/changes/histogram",
      "/changes/around",
      "/changes/x",
      "/stats/router",
      "/stats/dynos",
      "/drains",
    ])
      for (const caller of callers)
        expect(await callApi(service, caller, "GET", path), path).toMatchObject({
          status: 429,
          body: { code: "api.too_many_open" },
        });
    // What asks Postgres alone costs the others nothing.
    for (const path of ["/ledger", "/visits", "/audit/sources"])
      expect((await call(resource, path)).status, path).toBe(200);
    store.release();
    await Promise.all(full);
  });

  it("of who left while waiting do not keep their place", async () => {
    const resource = await provisionResource(service);
    const store = holdQuestions(resource);
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${resource.apiToken}` };
    const ask = (signal?: AbortSignal) =>
      fetch(`${service.url}/api/v1/logs`, { headers, ...(signal ? { signal } : {}) }).then(
        (answer) => answer.status,
        () => "left",
      );
    const first = Array.from({ length: 2 }, () => ask());
    await eventually(async () => store.held() === 2);
    const statuses: (number | string)[] = [];
    const left = Array.from({ length: 4 }, () => ask(leaving.signal).then((status) => statuses.push(status)));
    await eventually(async () => statuses.includes(429)); // the line is full
    leaving.abort();
    await Promise.all(left);
    const next = eventually(async () => (await ask()) === 200);
    store.release();
    await next;
    expect(await Promise.all(first)).toEqual([200, 200]);
  });
});

it("downloads of one resource are three at a time, beside its questions", async () => {
  const [many, other] = [await provisionResource(service), await provisionResource(service)];
  const headers = { authorization: `Bearer ${many.apiToken}` };
  const store = holdQuestions(many);
  const running = ["/logs/export", "/logs/export", "/changes/export"].map((path) =>
    fetch(`${service.url}/api/v1${path}`, { headers }).then(async (answer) => {
      await answer.text();
      return answer.status;
    }),
  );
  await eventually(async () => store.held() === 3);
  for (const path of ["/logs/export", "/changes/export", `/audit/sources/${randomUUID()}/evidence`])
    expect(await call(many, path), path).toMatchObject({ status: 429, body: { code: "api.too_many_open" } });
  const question = call(many, "/logs");
  await eventually(async () => store.held() === 4);
  const others = await fetch(`${service.url}/api/v1/logs/export`, {
    headers: { authorization: `Bearer ${other.apiToken}` },
  });
  expect(others.status).toBe(200);
  await others.text();
  store.release();
  expect(await Promise.all(running)).toEqual([200, 200, 200]);
  expect((await question).status).toBe(200);
  expect((await fetch(`${service.url}/api/v1/logs/export`, { headers })).status).toBe(200);
});

describe("tails of one resource", () => {
  it("are twenty at a time, whoever opens them; the place of one that closed is free again", async () => {
    const [many, other] = [await provisionResource(service), await provisionResource(service)];
    const open: EventStream[] = [];
    const tail = async (headers: Record<string, string>) => {
      const stream = await openEventStream(`${service.url}/api/v1/logs/tail`, headers);
      open.push(stream);
      return stream.status;
    };
    const byToken = { authorization: `Bearer ${many.apiToken}` };
    const bySession = { cookie: await signIn(service, many.resourceId) };
    for (let i = 0; i < 10; i++) expect([await tail(byToken), await tail(bySession)]).toEqual([200, 200]);
    for (const headers of [byToken, bySession]) expect(await tail(headers)).toBe(429);
    expect(await call(many, "/logs/tail")).toMatchObject({ status: 429, body: { code: "api.too_many_open" } });
    expect(await tail({ authorization: `Bearer ${other.apiToken}` })).toBe(200);
    open[0]?.close();
    await eventually(async () => (await tail(byToken)) === 200);
    for (const stream of open) stream.close();
  });
});
