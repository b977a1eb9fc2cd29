import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakClickHouse } from "../../../support/break-clickhouse.ts";
import { openEventStream } from "../../../support/event-stream.ts";
import { syslogLine } from "../../../support/frames.ts";
import { openTails } from "../../../support/open-tails.ts";
import {
  eventually,
  linksOf,
  type Provisioned,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasLinks: true });
});
afterAll(() => service.stop());

const tail = ({ apiToken }: Provisioned, headers: Record<string, string> = {}) =>
  openEventStream(`${service.url}/api/v1/logs/tail`, { authorization: `Bearer ${apiToken}`, ...headers });

describe("a tail", () => {
  it("is counted while it is open, and no longer when the client leaves", async () => {
    const stream = await tail(await provisionResource(service));
    await eventually(async () => (await openTails(service)) === 1);
    stream.close();
    await eventually(async () => (await openTails(service)) === 0);
  });

  it("ends with `ended` when its resource is deprovisioned", async () => {
    const resource = await provisionResource(service);
    const stream = await tail(resource);
    await partnerCall(service, "DELETE", `/${resource.resourceId}`);
    expect(await stream.next()).toMatchObject({ event: "ended", data: { code: "auth.session_ended" } });
    expect(await stream.next()).toBeNull();
    await eventually(async () => (await openTails(service)) === 0);
  });

  it("goes on when its resource changes in another way", async () => {
    const resource = await provisionResource(service, { plan: "basic" });
    const stream = await tail(resource);
    await partnerCall(service, "PUT", `/${resource.resourceId}`, { plan: "standard" });
    await storeLines(service, resource, [syslogLine("still here")]);
    expect(await stream.next()).toMatchObject({ event: "line", data: { message: "still here" } });
    stream.close();
  });

  it("goes on when Postgres is away at the moment of a change", async () => {
    const resource = await provisionResource(service);
    const stream = await tail(resource);
    await linksOf(service).postgres.cut();
    await service.services.stores.notices.resourceChanged(resource.resourceId);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503); // a round trip to Postgres has failed by now
    await linksOf(service).postgres.mend();
    await storeLines(service, resource, [syslogLine("still here")]);
    expect(await stream.next()).toMatchObject({ event: "line", data: { message: "still here" } });
    stream.close();
  });

  it("leaves nothing behind when the missed lines cannot be read", async () => {
    const resource = await provisionResource(service);
    const [line] = await storeLines(service, resource, [syslogLine("x")]);
    await eventually(async () => (await openTails(service)) === 0);
    const outage = breakClickHouse(service, "everything");
    const stream = await tail(resource, { "last-event-id": line?.id ?? "" }).catch(() => null);
    await stream?.next();
    stream?.close();
    outage.mend();
    await eventually(async () => (await openTails(service)) === 0);
  }, 15_000);
});
