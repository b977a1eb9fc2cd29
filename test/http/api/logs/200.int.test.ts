import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogsAnswer } from "../../../../app/contract/api.ts";
import { syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

async function search({ apiToken }: Provisioned, query: Record<string, string>) {
  const { status, body } = await apiGet<LogsAnswer>(service, apiToken, `/logs?${new URLSearchParams(query)}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

/** Every page from the first to the last, by the cursors given. */
async function readAll(resource: Provisioned, query: Record<string, string>): Promise<string[]> {
  const messages: string[] = [];
  let cursor: string | null = null;
  do {
    const page: LogsAnswer = await search(resource, { ...query, ...(cursor ? { cursor } : {}) });
    messages.push(...page.data.map((line) => line.message));
    cursor = page.next_cursor;
  } while (cursor);
  return messages;
}

describe("GET /api/v1/logs answers 200", () => {
  it("with the lines that match, newest first, with every name of the contract", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [
      syslogLine("payment=failed order=7", { at: minutesAgo(3) }),
      syslogLine("payment=done order=8", { at: minutesAgo(2) }),
      syslogLine("hello", { at: minutesAgo(1) }),
    ]);
    const { data, diagnostics } = await search(resource, { query: "payment" });
    expect(data.map((line) => line.message)).toEqual(["payment=done order=8", "payment=failed order=7"]);
    expect(diagnostics).toEqual([]);
    expect(data[0]).toMatchObject({
      id: expect.any(String),
      priority: 190,
      facility: 23,
      severity: 6,
      version: "1",
      host_name: "host",
      app_name: "app",
      process_id: "web.1",
      message_id: "-",
      kind: "app",
      level: "info",
      app: null,
      fields: { payment: "done", order: "8" },
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      received_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it("page by page, ascending and descending, without a gap or a repeat, also among equal timestamps", async () => {
    const resource = await provisionResource(service);
    const at = minutesAgo(5);
    const texts = Array.from({ length: 25 }, (_, i) => `line ${String(i).padStart(2, "0")}`);
    await storeLines(
      service,
      resource,
      texts.slice(0, 13).map((text) => syslogLine(text, { at })),
    );
    await storeLines(
      service,
      resource,
      texts.slice(13).map((text) => syslogLine(text, { at })),
    );
    expect(await readAll(resource, { order: "asc", limit: "4" })).toEqual(texts);
    expect(await readAll(resource, { order: "desc", limit: "4" })).toEqual([...texts].reverse());
    expect(await readAll(resource, { order: "asc", limit: "25" })).toEqual(texts);
  });

  it("page by page over hours and days, however far apart the lines are", async () => {
    const resource = await provisionResource(service);
    const texts = [0, 30, 59, 61, 120, 60 * 23, 60 * 25, 60 * 24 * 3, 60 * 24 * 6].map((minutes) => `${minutes} min`);
    await storeLines(
      service,
      resource,
      texts.map((text) => syslogLine(text, { at: minutesAgo(Number.parseInt(text, 10) + 1) })),
    );
    for (const limit of ["1", "2", "100"]) {
      expect(await readAll(resource, { from: "-7d", limit })).toEqual(texts);
      expect(await readAll(resource, { from: "-7d", limit, order: "asc" })).toEqual([...texts].reverse());
    }
  });

  it("with new lines arriving between two pages, which neither repeat nor hide anything", async () => {
    const resource = await provisionResource(service);
    await storeLines(
      service,
      resource,
      ["a", "b", "c"].map((text, i) => syslogLine(text, { at: minutesAgo(10 - i) })),
    );
    const first = await search(resource, { limit: "2" });
    await storeLines(service, resource, [syslogLine("newer", { at: minutesAgo(1) })]);
    const second = await search(resource, { limit: "2", cursor: first.next_cursor ?? "" });
    expect([...first.data, ...second.data].map((line) => line.message)).toEqual(["c", "b", "a"]);
    expect(second.next_cursor).toBeNull();
  });

  it("for a half-open range: a line at `from` is in, one at `to` is not", async () => {
    const resource = await provisionResource(service);
    const [from, to] = [minutesAgo(20), minutesAgo(10)];
    await storeLines(service, resource, [syslogLine("at from", { at: from }), syslogLine("at to", { at: to })]);
    const { data } = await search(resource, { from: from.toISOString(), to: to.toISOString() });
    expect(data.map((line) => line.message)).toEqual(["at from"]);
  });

  it("with diagnostics for a query that was read leniently, instead of refusing it", async () => {
    const resource = await provisionResource(service);
    for (const query of ['"never closed', "((", "OR OR -", "message:/[/"]) {
      const { data, diagnostics } = await search(resource, { query });
      expect(data).toEqual([]);
      expect(diagnostics.length).toBeGreaterThan(0);
    }
  });

  it("to a range of a thousand years", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine("x")]);
    expect((await search(resource, { from: "-999999w" })).data).toHaveLength(1);
  });

  it("to a dashboard session as to an API token", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine("seen by a person")]);
    const cookie = await signIn(service, resource.resourceId);
    const response = await fetch(`${service.url}/api/v1/logs`, { headers: { cookie } });
    expect(await response.json()).toMatchObject({ data: [{ message: "seen by a person" }] });
  });

  it("with nothing of another resource, whatever the query", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await storeLines(service, theirs, [syslogLine("theirs")]);
    for (const query of ["", "theirs", `resource_id:${theirs.resourceId}`, "theirs OR x) OR (1=1", "*"])
      expect((await search(mine, { query })).data).toEqual([]);
  });
});
