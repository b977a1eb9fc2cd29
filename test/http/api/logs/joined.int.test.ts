import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContextAnswer, LogsAnswer } from "../../../../app/contract/api.ts";
import { syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

const WHOLE = JSON.stringify({ level: "error", msg: `${"é".repeat(5_100)} needle`, user: { id: 42 } });
const BYTES = Buffer.from(WHOLE);

let service: TestService;
let resource: Provisioned;
beforeAll(async () => {
  service = await startTestService();
  resource = await provisionResource(service);
  const at = new Date(Date.now() - 60_000);
  const pieces = [BYTES.subarray(0, 10_000), BYTES.subarray(10_000)];
  const head = Buffer.from(syslogLine("", { at }).trimEnd());
  const lines = [
    Buffer.from(syslogLine("before", { at })),
    ...pieces.map((piece) => Buffer.concat([head, Buffer.from(" "), piece, Buffer.from("\n")])),
    Buffer.from(syslogLine("after", { at })),
  ];
  await storeLines(service, resource, lines);
});
afterAll(() => service.stop());

const search = async (query: string) =>
  (await apiGet<LogsAnswer>(service, resource.apiToken, `/logs?${new URLSearchParams({ query, order: "asc" })}`)).body;

describe("a message that the dyno cut into pieces of 10,000 bytes", () => {
  it("stays its pieces, each of which tells the whole and what a parser finds in that", async () => {
    const { data } = await search("");
    expect(data).toHaveLength(4);
    const [before, first, last, after] = data;
    expect(first?.joined).toMatchObject({ lines: [first?.id, last?.id], level: "error", fields: { "user.id": "42" } });
    // The cut went through an é, whose two halves are lost.
    expect(first?.joined?.message.replace("\uFFFD", "é")).toBe(WHOLE);
    expect(last?.joined).toEqual(first?.joined);
    expect(first?.fields).toEqual({});
    expect([before?.joined, after?.joined]).toEqual([undefined, undefined]);
  });

  it("is told by the first piece when only that is found, and by the last in its context", async () => {
    const [first] = (await search("éééééééé level")).data;
    expect(first?.joined?.message).toContain("needle");
    const [last] = (await search("needle")).data;
    const { body } = await apiGet<ContextAnswer>(service, resource.apiToken, `/logs/${last?.id}/context`);
    expect(body.line.joined?.fields).toMatchObject({ "user.id": "42" });
    expect(body.before.at(-1)?.joined).toEqual(body.line.joined);
    expect(body.before[0]?.joined).toBeUndefined();
  });
});
