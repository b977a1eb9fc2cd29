import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TraceAnswer } from "../../../../app/contract/api.ts";
import { fingerprint, sha256Hex } from "../../../../app/lib/secrets.ts";
import * as attachments from "../../../../app/stores/postgres/attachments.ts";
import { syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
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

const id = "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";
const trace = (resource: Provisioned, requestId: string) =>
  apiGet<TraceAnswer & { code: string }>(service, resource.apiToken, `/logs/trace/${encodeURIComponent(requestId)}`);
const router = (requestId: string, at: Date) =>
  syslogLine(`at=info method=GET path="/" request_id=${requestId} dyno=web.2 service=4ms status=200 bytes=5`, {
    app: "heroku",
    process: "router",
    at,
  });

describe("GET /api/v1/logs/trace/:request_id answers 200", () => {
  it("with the router's and the app's lines and the dyno's states around, in order of time", async () => {
    const resource = await provisionResource(service);
    const start = Date.now() - 3 * 86_400_000;
    const at = (seconds: number) => new Date(start + seconds * 1000);
    const state = (text: string, process: string, seconds: number) =>
      syslogLine(text, { app: "heroku", process, at: at(seconds) });
    await storeLines(service, resource, [
      state("State changed from up to down", "web.2", -600),
      state("State changed from starting to up", "web.2", -20),
      state("State changed from starting to up", "web.1", -10),
      syslogLine(`[${id}] Started GET "/"`, { process: "web.2", at: at(0) }),
      syslogLine("another request", { process: "web.2", at: at(1) }),
      syslogLine(`request_id=${id} done`, { process: "web.2", at: at(2) }),
      router(id, at(3)),
      state("Restarting", "web.2", 30),
    ]);
    const { status, body } = await trace(resource, id);
    expect(status).toBe(200);
    expect(body.data.map((line) => line.message.slice(0, 30))).toEqual([
      "State changed from starting to",
      `[${id}] Started GET "/"`.slice(0, 30),
      `request_id=${id} done`.slice(0, 30),
      'at=info method=GET path="/" re',
      "Restarting",
    ]);
    expect(body.dyno).toBe("web.2");
    expect([Date.parse(body.from), Date.parse(body.to)]).toEqual([start - 60_000, start + 63_000]);
  });

  it("without the states of another app's dyno of that name, though both apps log to one add-on", async () => {
    const { pg } = service.services.stores;
    const resource = await provisionResource(service);
    const { resourceId } = resource;
    const own = { app_id: randomUUID(), app_name: "harbor-quay" };
    await pg("attachments").where({ resource_id: resourceId }).update(own);
    const otherToken = `d.${randomUUID()}`;
    await attachments.upsert(pg, {
      resource_id: resourceId,
      log_drain_token_hash: sha256Hex(otherToken),
      log_drain_token_sealed: null,
      log_drain_token_fingerprint: fingerprint(otherToken),
      app_id: randomUUID(),
      app_name: "harbor-pier",
    });
    const at = (seconds: number) => new Date(Date.now() - 60_000 + seconds * 1000);
    const state = (text: string, seconds: number) =>
      syslogLine(text, { app: "heroku", process: "web.2", at: at(seconds) });
    await storeLines(service, { ...resource, drainToken: otherToken }, [state("Stopping all processes", 1)]);
    await storeLines(service, resource, [router(id, at(2)), state("Restarting", 3)]);
    const { body } = await trace(resource, id);
    expect(body.data.map((line) => [line.app?.name, line.kind])).toEqual([
      ["harbor-quay", "router"],
      ["harbor-quay", "dyno"],
    ]);
  });

  it("without a router line too: the app's process is the dyno", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine(`request_id=${id} job`, { process: "worker.1" })]);
    expect((await trace(resource, id)).body).toMatchObject({ data: [{ process_id: "worker.1" }], dyno: "worker.1" });
  });

  it("for an id with a slash and an equals sign", async () => {
    const resource = await provisionResource(service);
    const odd = "aGVsbG8/d29ybGQ+aGVsbG8=";
    await storeLines(service, resource, [router(odd, new Date(Date.now() - 1000))]);
    expect((await trace(resource, odd)).body.data).toHaveLength(1);
  });
});

describe("GET /api/v1/logs/trace/:request_id answers 404", () => {
  it("to another resource's request: it does not exist for who asks", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await storeLines(service, theirs, [router(id, new Date(Date.now() - 1000))]);
    expect((await trace(theirs, id)).status).toBe(200);
    expect(await trace(mine, id)).toMatchObject({ status: 404, body: { code: "trace.not_found" } });
  });

  it.each(["short", 'x" OR kind:app OR "xxxxxxxxxx', "x".repeat(201), "' OR 1=1 --           ", "\u0000".repeat(24)])(
    "to %j, which is no request id",
    async (requestId) => {
      const resource = await provisionResource(service);
      expect(await trace(resource, requestId)).toMatchObject({ status: 404, body: { code: "trace.not_found" } });
    },
  );
});
