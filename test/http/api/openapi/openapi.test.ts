import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { describeApi } from "../../../../app/http/api/openapi.ts";
import { OPERATIONS } from "../../../../app/http/api/operations/index.ts";
import { projectRoot } from "../../../../app/lib/project-root.ts";

const read = (file: string) => readFileSync(path.join(projectRoot, file), "utf8");
const routes = [...read("app/http/api/router.ts").matchAll(/^ {2}api\.(get|post|put|patch|delete)\("([^"]+)"/gm)].map(
  ([, method, route]) => `${method} ${route}`,
);

interface Described {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, object>;
}
const document = describeApi("https://draintrail.example.com");
const operation = (route: string, method: string) => document.paths[route]?.[method] as Described;

describe("the OpenAPI document", () => {
  it("has every route of the API and no other", () => {
    expect(routes.length).toBeGreaterThan(15);
    const described = OPERATIONS.map(({ method, path: at }) => `${method} ${at.replaceAll(/\{(\w+)\}/g, ":$1")}`);
    expect(described.sort()).toEqual([...routes].sort());
  });

  it("says 3.1, where the API is, and how to sign in; operation ids are unique", () => {
    expect(document).toMatchObject({
      openapi: "3.1.0",
      servers: [{ url: "https://draintrail.example.com/api/v1" }],
      security: [{ token: [] }],
    });
    const ids = Object.values(document.paths).flatMap((at) =>
      Object.values(at).map((one) => (one as Described).operationId),
    );
    expect(new Set(ids).size).toBe(OPERATIONS.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  });

  it("has the limits and defaults of the schemas that check", () => {
    const limit = operation("/logs", "get").parameters.find((parameter) => parameter.name === "limit");
    expect(limit).toMatchObject({
      in: "query",
      required: false,
      schema: { type: "integer", minimum: 1, maximum: 1000, default: 200 },
    });
    expect(operation("/logs/{id}/context", "get").parameters[0]).toMatchObject({
      name: "id",
      in: "path",
      required: true,
    });
    const body = operation("/tokens", "post").requestBody?.content["application/json"]?.schema;
    expect(body).toMatchObject({ type: "object", required: ["name"], additionalProperties: false });
    expect(operation("/tokens/{id}", "delete").responses).toHaveProperty("204");
  });

  it("describes every answer that is JSON", () => {
    const without = OPERATIONS.filter(({ answer, status, types }) => !answer && status !== 204 && !types);
    expect(without.map(({ method, path: at }) => `${method} ${at}`)).toEqual([]);
    expect(operation("/logs", "get").responses[200]).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/GetLogsAnswer" } } },
    });
  });

  it("names a schema that two calls answer with once, and refers to nothing that is not there", () => {
    const [first] = OPERATIONS.filter((each) => each.path === "/logs");
    if (!first) throw new Error("no /logs");
    const twice = describeApi("https://x.example", [first, { ...first, path: "/again" }]);
    for (const one of [document, twice]) {
      const names = [...JSON.stringify(one).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
      expect(names.length).toBeGreaterThan(5);
      for (const name of names) expect(one.components.schemas).toHaveProperty(name as string);
    }
    expect(twice.components.schemas).not.toHaveProperty("GetAgainAnswer");
  });

  it("lets answers gain members: none of its objects is closed but request bodies", () => {
    expect(JSON.stringify(document.components.schemas)).not.toContain('"additionalProperties":false');
  });
});

it("docs/api.md has every call with an example", () => {
  const page = read("docs/api.md");
  const headings = page.split("\n").filter((line) => line.startsWith("### "));
  for (const route of routes) {
    const [method, at] = route.split(" ") as [string, string];
    const call = new RegExp(`\`${method.toUpperCase()} ${at.replaceAll(/[.]/g, "\\.")}(\\?[\\w&]+)?\``);
    expect(
      headings.some((heading) => call.test(heading)),
      route,
    ).toBe(true);
  }
  for (const section of page.split(/^### /m).slice(1)) expect(section).toContain("```sh");
  // The address that the add-on gives an app has the path already.
  expect(page).not.toContain("$DRAINTRAIL_URL/api");
});
