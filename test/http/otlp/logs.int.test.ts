import { gzipSync } from "node:zlib";
import { OTLPLogExporter as JsonExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerAnswer, LogsAnswer, ManualDrainSecretAnswer } from "../../../app/contract/api.ts";
import { callApi } from "../../support/api.ts";
import { basicOf, type ManualDrain, makeManualDrain } from "../../support/manual-drains.ts";
import { otlpHeaders, otlpRequest, postOtlp } from "../../support/otlp.ts";
import { apiGet, eventually, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function linesOf({ apiToken }: Pick<ManualDrain, "apiToken">, count: number): Promise<LogsAnswer["data"]> {
  return eventually(async () => {
    const { body } = await apiGet<LogsAnswer>(service, apiToken, "/logs?from=-1h&order=asc&limit=1000");
    return body.data.length >= count ? body.data : null;
  });
}

const post = (...args: Parameters<typeof postOtlp> extends [unknown, ...infer Rest] ? Rest : never) =>
  postOtlp(service, ...args);

describe.each([
  ["protobuf", ProtobufExporter],
  ["JSON", JsonExporter],
])("OpenTelemetry's own exporter, with %s", (_name, Exporter) => {
  it("brings its records, found by their text, level, fields and who wrote them", async () => {
    const drain = await makeManualDrain(service);
    const exporter = new Exporter({
      url: `${service.url}/otlp/v1/logs`,
      headers: { authorization: otlpHeaders(drain).authorization },
      compression: "gzip" as never,
    });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ "service.name": "shop", "service.instance.id": "web-1" }),
      processors: [new SimpleLogRecordProcessor(exporter)],
    });
    const logger = provider.getLogger("test");
    logger.emit({ body: "plain words ✓" });
    logger.emit({ severityNumber: 17, severityText: "ERROR", body: "boom", attributes: { "cart.id": 42, ok: false } });
    logger.emit({ body: { msg: "a map", user: { id: 7 } } });
    await provider.forceFlush();
    const lines = await linesOf(drain, 3);
    expect(lines.map(({ message }) => message)).toContain("plain words ✓");
    for (const line of lines)
      expect(line).toMatchObject({ host_name: "shop", app_name: "app", process_id: "web-1", kind: "app" });
    const boom = lines.find(({ message }) => message.includes("boom"));
    expect(boom).toMatchObject({ level: "error", severity: 3, fields: { msg: "boom", "cart.id": "42", ok: "false" } });
    const map = lines.find(({ message }) => message.includes("a map"));
    expect(map?.fields).toMatchObject({ msg: "a map", "user.id": "7" });
    expect(Math.abs(Date.parse(boom?.timestamp ?? "") - Date.now())).toBeLessThan(60_000);
    const found = await apiGet<LogsAnswer>(service, drain.apiToken, "/logs?from=-1h&query=level:error%20cart.id:42");
    expect(found.body.data).toHaveLength(1);
    await provider.shutdown();
  });
});

describe("a request", () => {
  it("is answered as OTLP says, plain or gzip, at the address that exporters make and at the endpoint itself", async () => {
    const drain = await makeManualDrain(service);
    const headers = otlpHeaders(drain);
    const plain = await post(otlpRequest("one"), headers);
    expect([plain.status, plain.headers.get("content-type"), await plain.text()]).toEqual([
      200,
      "application/json",
      "{}",
    ]);
    const zipped = await post(gzipSync(otlpRequest("two")), { ...headers, "content-encoding": "gzip" }, "/otlp");
    expect(zipped.status).toBe(200);
    const binary = await post("", { ...headers, "content-type": "application/x-protobuf" });
    expect([binary.status, binary.headers.get("content-type"), (await binary.arrayBuffer()).byteLength]).toEqual([
      200,
      "application/x-protobuf",
      0,
    ]);
    expect((await linesOf(drain, 2)).map(({ message }) => message).sort()).toEqual(["one", "two"]);
  });

  it("that comes again is stored once, and the books say so", async () => {
    const drain = await makeManualDrain(service);
    const headers = otlpHeaders(drain);
    const request = otlpRequest("first", "second");
    for (let i = 0; i < 3; i++) expect((await post(request, headers)).status).toBe(200);
    await linesOf(drain, 2);
    const books = await eventually(async () => {
      const { body } = await apiGet<LedgerAnswer>(service, drain.apiToken, "/ledger?from=-2h");
      const sum = (name: "received" | "stored" | "duplicates") => body.data.reduce((all, hour) => all + hour[name], 0);
      return sum("duplicates") === 4 && { received: sum("received"), stored: sum("stored") };
    });
    expect(books).toEqual({ received: 2, stored: 2 });
    expect(await linesOf(drain, 2)).toHaveLength(2);
  });

  it("of many thousand records is taken whole", async () => {
    const drain = await makeManualDrain(service);
    const texts = Array.from({ length: 8_192 }, (_, i) => `line ${i} ${"x".repeat(100)}`);
    const headers = otlpHeaders(drain);
    expect((await post(gzipSync(otlpRequest(...texts)), { ...headers, "content-encoding": "gzip" })).status).toBe(200);
    await eventually(async () => {
      const { body } = await apiGet<LedgerAnswer>(service, drain.apiToken, "/ledger?from=-2h");
      return body.data.reduce((all, hour) => all + hour.stored, 0) === 8_192;
    });
  });
});

it("is sent by the command that making a drain says, as it stands", async () => {
  const { adminToken, apiToken } = await makeManualDrain(service);
  const { body } = await callApi<ManualDrainSecretAnswer>(service, { token: adminToken }, "POST", "/drains", {
    body: { name: "fir" },
  });
  const said = /^heroku telemetry:add (\S+) --app <app> --signals logs --transport http --headers '(.+)'$/;
  const [, endpoint = "", headers = "{}"] = said.exec(body.telemetry_command) ?? [];
  expect(endpoint).toBe(`${service.services.config.baseUrl}/otlp`);
  const sent = { ...(JSON.parse(headers) as Record<string, string>), "content-type": "application/json" };
  expect((await post(otlpRequest("by command"), sent, `${new URL(endpoint).pathname}/v1/logs`)).status).toBe(200);
  expect(await linesOf({ apiToken }, 1)).toMatchObject([{ message: "by command" }]);
});

describe("is refused, with a reason in its own encoding,", () => {
  it.each([
    ["without credentials", 401, {}, "drain.bad_credentials"],
    [
      "with another's secret",
      401,
      { authorization: basicOf("0b1f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60", "x") },
      "drain.bad_credentials",
    ],
    ["with a bearer token", 401, { authorization: "Bearer dt_x" }, "drain.bad_credentials"],
  ])("what comes %s", async (_what, status, headers, code) => {
    const response = await post(otlpRequest("x"), { "content-type": "application/json", ...headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.stringContaining(code) });
  });

  it.each([
    ["no JSON", "nonsense", { "content-type": "application/json" }, 400, "otlp.bad_body"],
    ["no protobuf", "nonsense", { "content-type": "application/x-protobuf" }, 400, "otlp.bad_body"],
    ["another type", "x", { "content-type": "text/plain" }, 415, "otlp.content_type"],
    [
      "another compression",
      "x",
      { "content-type": "application/json", "content-encoding": "br" },
      415,
      "otlp.content_type",
    ],
    ["no gzip", "x", { "content-type": "application/json", "content-encoding": "gzip" }, 400, "drain.bad_gzip"],
    ["too much", "x".repeat(5_000_000), { "content-type": "application/json" }, 413, "otlp.too_large"],
  ])("what is %s", async (_what, body, headers, status, code) => {
    const drain = await makeManualDrain(service);
    const response = await post(body, { ...otlpHeaders(drain), ...headers });
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(code)]);
  });

  it("what cannot be read, and the books say that something was lost", async () => {
    const drain = await makeManualDrain(service);
    // The first record is sound: nothing of a request is stored by halves.
    const request = otlpRequest("sound")
      .replace("]}]}]}", ',{"attributes":[{"key":"a","value":DEEP}]}]}]}]}')
      .replace("DEEP", `${'{"arrayValue":{"values":['.repeat(40)}${"]}}".repeat(40)}`);
    expect((await post(request, otlpHeaders(drain))).status).toBe(400);
    const books = await eventually(async () => {
      const { body } = await apiGet<LedgerAnswer>(service, drain.apiToken, "/ledger?from=-2h");
      return body.data.find(({ rejected }) => rejected > 0);
    });
    expect(books).toMatchObject({ received: 1, stored: 0, rejected: 1, rejected_by: { otlp: 1 } });
  });

  it("what expands to too much", async () => {
    const drain = await makeManualDrain(service);
    const headers = { ...otlpHeaders(drain), "content-encoding": "gzip" };
    expect((await post(gzipSync("x".repeat(50_000_000)), headers)).status).toBe(413);
  });

  it("other methods and signals", async () => {
    expect((await fetch(`${service.url}/otlp/v1/logs`)).status).toBe(405);
    expect((await post("{}", { "content-type": "application/json" }, "/otlp/v1/traces")).status).toBe(404);
  });
});
