import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Line } from "../../../../app/contract/line.ts";
import { type EventStream, openEventStream } from "../../../support/event-stream.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  eventually,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const open: EventStream[] = [];
afterAll(() => {
  for (const stream of open) stream.close();
});

async function tail({ apiToken }: Provisioned, query = "", lastEventId?: string) {
  const stream = await openEventStream(`${service.url}/api/v1/logs/tail?${new URLSearchParams({ query })}`, {
    authorization: `Bearer ${apiToken}`,
    ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
  });
  open.push(stream);
  expect(stream.status).toBe(200);
  expect(stream.contentType).toBe("text/event-stream");
  return stream;
}

async function nextLine(stream: EventStream) {
  const event = await stream.next();
  expect(event).toMatchObject({ event: "line", id: (event?.data as Line | undefined)?.id });
  return event?.data as Line;
}

const send = ({ drainToken }: Provisioned, ...texts: string[]) =>
  postFrame(service, drainToken, frameOf(texts.map((text) => syslogLine(text))));

describe("GET /api/v1/logs/tail answers 200 and streams", () => {
  it("a line that arrives after connecting, the same line that search finds", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine("before connecting")]);
    const stream = await tail(resource);
    const [, stored] = await storeLines(service, resource, [syslogLine("after connecting")]);
    expect(await nextLine(stream)).toEqual(stored);
  });

  it("only lines that match the query, in their order", async () => {
    const resource = await provisionResource(service);
    const stream = await tail(resource, "order:* -order:2");
    await send(resource, "order=1", "hello", "order=2", "order=3");
    expect((await nextLine(stream)).message).toBe("order=1");
    expect((await nextLine(stream)).message).toBe("order=3");
  });

  it("to everyone who watches, and nothing of another resource", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    const streams = [await tail(mine), await tail(mine)];
    await send(theirs, "theirs");
    await send(mine, "mine");
    for (const stream of streams) expect((await nextLine(stream)).message).toBe("mine");
  });

  it("after Last-Event-ID first what was missed, each line once, then what follows", async () => {
    const resource = await provisionResource(service);
    const [seen] = await storeLines(
      service,
      resource,
      ["seen", "missed 1", "missed 2"].map((text) => syslogLine(text)),
    );
    await storeLines(service, resource, [syslogLine("missed 3")]);
    const stream = await tail(resource, "", seen?.id);
    await send(resource, "live");
    const messages = [];
    for (let i = 0; i < 4; i++) messages.push((await nextLine(stream)).message);
    expect(messages).toEqual(["missed 1", "missed 2", "missed 3", "live"]);
  });

  it("after Last-Event-ID also missed lines whose own time is earlier than the last one seen", async () => {
    const resource = await provisionResource(service);
    const lines = await storeLines(service, resource, [syslogLine("seen")]);
    await storeLines(service, resource, [syslogLine("late dyno", { at: new Date(Date.now() - 600_000) })]);
    const stream = await tail(resource, "", lines.find((line) => line.message === "seen")?.id);
    expect((await nextLine(stream)).message).toBe("late dyno");
  });

  it("after Last-Event-ID the first 1000 missed lines, then how many more it leaves out, then what follows", async () => {
    const resource = await provisionResource(service);
    const [seen] = await storeLines(service, resource, [syslogLine("seen")]);
    for (let from = 0; from < 1_500; from += 500)
      await send(resource, ...Array.from({ length: 500 }, (_, i) => `n=${from + i}`), "other");
    await eventually(async () => {
      const { body } = await apiGet<{ lines: number }>(service, resource.apiToken, "/logs/fields?query=n:*");
      return body.lines === 1_500;
    });
    const stream = await tail(resource, "n:*", seen?.id);
    for (let n = 0; n < 1_000; n++) expect((await nextLine(stream)).fields.n).toBe(String(n));
    expect(await stream.next()).toMatchObject({ event: "skipped", data: { count: 500 } });
    await send(resource, "n=live");
    expect((await nextLine(stream)).fields.n).toBe("live");
  });

  it("nothing to HEAD, whose headers come at once", async () => {
    const resource = await provisionResource(service);
    const response = await fetch(`${service.url}/api/v1/logs/tail`, {
      method: "HEAD",
      headers: { authorization: `Bearer ${resource.apiToken}` },
      signal: AbortSignal.timeout(10_000),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
  });

  it("ignoring a Last-Event-ID that is none of ours", async () => {
    const resource = await provisionResource(service);
    const stream = await tail(resource, "", "made-up");
    await send(resource, "live");
    expect((await nextLine(stream)).message).toBe("live");
  });
});
