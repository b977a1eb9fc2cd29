import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerAnswer, LogsAnswer } from "../../../app/contract/api.ts";
import { frameOf, newFrameId, postFrame, syslogLine } from "../../support/frames.ts";
import { apiGet, eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function linesOf(apiToken: string, count: number) {
  return eventually(async () => {
    const { body } = await apiGet<LogsAnswer>(service, apiToken, "/logs?order=asc");
    return body.data.length >= count ? body.data : null;
  });
}

describe("POST /drain answers 204", () => {
  it("to a good frame, with no body and a length, and the lines are found", async () => {
    const { drainToken, apiToken } = await provisionResource(service);
    const response = await postFrame(service, drainToken, frameOf([syslogLine("hello from web")]));
    expect(response.status).toBe(204);
    expect(response.headers.get("transfer-encoding")).toBeNull();
    expect(response.headers.get("content-length")).toBe("0");
    const [line] = await linesOf(apiToken, 1);
    expect(line).toMatchObject({ message: "hello from web", app_name: "app", process_id: "web.1", kind: "app" });
  });

  it("to a body that starts with an L10 line without line feed: both messages are read, the loss is booked", async () => {
    const { drainToken, apiToken } = await provisionResource(service);
    const l10 =
      "<172>1 2026-03-04T09:21:07+00:00 host heroku logplex - Error L10 (output buffer overflow): 214 messages dropped since 2026-03-04T09:20:51+00:00.";
    const body = frameOf([l10, syslogLine("State changed from starting to up", { app: "heroku", pri: 45 })]);
    expect((await postFrame(service, drainToken, body, { "logplex-msg-count": "2" })).status).toBe(204);
    const ledger = await eventually(async () => {
      const { body } = await apiGet<LedgerAnswer>(service, apiToken, "/ledger");
      return body.data[0] ?? null;
    });
    expect(ledger).toMatchObject({ frames: 1, received: 2, stored: 2, rejected: 0, upstream_dropped: 214 });
  });

  it("to a retried frame, whose lines are stored once even when its L10 line differs", async () => {
    const { drainToken, apiToken } = await provisionResource(service);
    const id = { "logplex-frame-id": newFrameId() };
    expect((await postFrame(service, drainToken, frameOf([syslogLine("only once")]), id)).status).toBe(204);
    const retried = frameOf([
      syslogLine("Error L10 (output buffer overflow): 3 messages dropped since now.", {
        app: "heroku",
        process: "logplex",
      }),
      syslogLine("only once"),
    ]);
    expect((await postFrame(service, drainToken, retried, id)).status).toBe(204);
    await postFrame(service, drainToken, frameOf([syslogLine("after")]));
    const lines = await linesOf(apiToken, 2);
    expect(lines.map((line) => line.message)).toEqual(["only once", "after"]);
    const duplicates = await eventually(async () => {
      const { body } = await apiGet<LedgerAnswer>(service, apiToken, "/ledger");
      return body.data.reduce((sum, hour) => sum + hour.duplicates, 0);
    });
    expect(duplicates).toBe(2);
  });
});
