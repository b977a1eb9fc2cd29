import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Facet, FieldsAnswer } from "../../../../app/contract/api.ts";
import { readFacets } from "../../../../app/domain/logs/read-facets.ts";
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

async function fields(resource: Provisioned, params: Record<string, string> = {}): Promise<FieldsAnswer> {
  const path = `/logs/fields?${new URLSearchParams(params)}`;
  const { status, body } = await apiGet<FieldsAnswer>(service, resource.apiToken, path);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}
const valuesOf = (data: Facet[], field: string) => data.find((facet) => facet.field === field)?.values;
const router = (status: number, id: number) =>
  syslogLine(`at=info method=GET path="/" request_id=r${id} dyno=web.1 service=4ms status=${status} bytes=5`, {
    app: "heroku",
    process: "router",
  });

describe("GET /api/v1/logs/fields answers 200", () => {
  it("with the values of the columns and of the keys, commonest first", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [
      router(200, 1),
      router(200, 2),
      router(503, 3),
      syslogLine("level=warn order=7 hello"),
      syslogLine("nothing to see", { process: "worker.2" }),
    ]);
    const { data, lines, sampled, sample_rate } = await fields(resource);
    expect({ lines, sampled, sample_rate }).toEqual({ lines: 5, sampled: false, sample_rate: undefined });
    expect(valuesOf(data, "kind")).toEqual([
      { value: "router", count: 3 },
      { value: "app", count: 2 },
    ]);
    expect(valuesOf(data, "source")).toEqual([
      { value: "heroku", count: 3 },
      { value: "app", count: 2 },
    ]);
    expect(valuesOf(data, "process")?.map((each) => each.value)).toEqual(["router", "web.1", "worker.2"]);
    expect(valuesOf(data, "status")).toEqual([
      { value: "200", count: 2 },
      { value: "503", count: 1 },
    ]);
    expect(data.filter((facet) => facet.field === "level")).toHaveLength(1);
  });

  it("with counts of the lines that the query and the range leave", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [router(200, 1), router(503, 2), router(503, 3)]);
    const { data, lines } = await fields(resource, { query: "status:>=500" });
    expect(lines).toBe(2);
    expect(valuesOf(data, "status")).toEqual([{ value: "503", count: 2 }]);
    expect(await fields(resource, { from: "-2h", to: "-1h" })).toMatchObject({ data: [], lines: 0 });
  });

  it("with at most ten values a field and twenty keys, whatever the lines hold", async () => {
    const resource = await provisionResource(service);
    const pairs = Array.from({ length: 40 }, (_, key) => `key_${key}=v`).join(" ");
    await storeLines(
      service,
      resource,
      Array.from({ length: 30 }, (_, i) => syslogLine(`id=${i} long=${"x".repeat(300)} ${pairs}`)),
    );
    const { data } = await fields(resource);
    expect(valuesOf(data, "id")).toHaveLength(10);
    expect(valuesOf(data, "long")).toBeUndefined();
    expect(data.length).toBeLessThanOrEqual(25);
  });

  it("with nothing of another resource", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await storeLines(service, theirs, [syslogLine("secret=theirs")]);
    await storeLines(service, mine, [syslogLine("secret=mine")]);
    expect(valuesOf((await fields(mine)).data, "secret")).toEqual([{ value: "mine", count: 1 }]);
  });

  it("and takes quotes, backslashes and line feeds in keys and values for text", async () => {
    const resource = await provisionResource(service);
    const odd = { "it's": "a'b\\c", 'quo"te': "x" };
    await storeLines(service, resource, [syslogLine(JSON.stringify(odd))]);
    const { data } = await fields(resource);
    for (const [key, value] of Object.entries(odd)) expect(valuesOf(data, key)).toEqual([{ value, count: 1 }]);
  });
});

it("of very many lines a part is counted, the same part each time, and the answer says so", async () => {
  const resource = await provisionResource(service);
  await storeLines(
    service,
    resource,
    Array.from({ length: 400 }, (_, i) => syslogLine(`n=${i % 2}`)),
  );
  const ctx = {
    ...service.services,
    resourceId: resource.resourceId,
    actor: { kind: "token", tokenId: "t", prefix: "dt_", scopes: ["read"], endsAt: null } as const,
  };
  const read = () => readFacets(ctx, { query: "", from: "-1h", to: "now" }, 100);
  const answer = await read();
  expect(answer).toMatchObject({ lines: 400, sampled: true, sample_rate: 0.25 });
  const [kind] = valuesOf(answer.data, "kind") ?? [];
  expect(kind?.count).toBeGreaterThan(200);
  expect(kind?.count).toBeLessThan(600);
  expect(await read()).toEqual(answer);
});
