import type { RequestHandler } from "express";
import { z } from "zod";
import { NAMED } from "../../contract/answers/named.ts";
import { OPERATIONS } from "./operations/index.ts";
import type { Operation } from "./operations/operation.ts";

/** `GET /api/v1/openapi.json` */
export function openapiHandler(baseUrl: string): RequestHandler {
  const document = describeApi(baseUrl);
  return (_req, res) => {
    res.json(document);
  };
}

/** OpenAPI 3.1 of the whole API; parameters, bodies and answers come from the schemas that check them. */
export function describeApi(baseUrl: string, operations: readonly Operation[] = OPERATIONS) {
  const names = nameSchemas(operations);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    paths[operation.path] = path;
    path[operation.method] = describe(operation, names);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Draintrail", version: "1", description: "Search, tail and chart an app's logs." },
    servers: [{ url: `${baseUrl}/api/v1` }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token, dt_…" } },
      schemas: describeSchemas(names),
      responses: {
        Refusal: refusalWith("Problem"),
      },
    },
  };
}

const refusalWith = (name: string) => ({
  description: "A refusal with a stable code",
  content: { "application/problem+json": { schema: refTo(name) } },
});

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Every schema that has a name of its own: the parts of answers, and each answer after its operation. */
function nameSchemas(operations: readonly Operation[]): ReadonlyMap<z.ZodType, string> {
  const names = new Map(Object.entries(NAMED).map(([name, schema]) => [schema, name]));
  for (const { answer, ...operation } of operations)
    if (answer && !names.has(answer)) names.set(answer, answerName(operation));
  return names;
}

/** All at once, so that they refer to each other. */
function describeSchemas(names: ReadonlyMap<z.ZodType, string>): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  // As input: an answer may gain members, and a client must not refuse one that has.
  const { schemas } = z.toJSONSchema(registry, { io: "input", uri: (id) => refTo(id).$ref });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}

function describe(operation: Operation, names: ReadonlyMap<z.ZodType, string>): object {
  const { path, summary, query, body, status = 200, types = ["application/json"], scope } = operation;
  const name = operation.answer && names.get(operation.answer);
  const schema = name ? { schema: refTo(name) } : {};
  const good =
    status === 204
      ? { description: "Done" }
      : { description: summary, content: Object.fromEntries(types.map((type) => [type, schema])) };
  return {
    operationId: operationId(operation),
    summary,
    ...(scope ? { description: `Needs a token with the scope \`${scope}\`.` } : {}),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: bodySchema(body) } } } } : {}),
    responses: {
      [status]: good,
      default: operation.refusal ? refusalWith(operation.refusal) : { $ref: "#/components/responses/Refusal" },
    },
  };
}

function operationId({ method, path }: Operation): string {
  const words = path.replaceAll(/[\W_]+([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  return `${method}${words.replaceAll(/\W/g, "")}`;
}

/** `getLogs` answers `GetLogsAnswer`. */
function answerName(operation: Operation): string {
  const id = operationId(operation);
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}Answer`;
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

/** As read, not as written: a number is a number here. Nearly every one has a default or may be left out. */
function queryParameters(query: z.ZodObject | undefined): object[] {
  if (!query) return [];
  const { properties = {} } = z.toJSONSchema(query, { io: "output" });
  const { required = [] } = z.toJSONSchema(query, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function bodySchema(body: z.ZodObject): object {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(body, { io: "input" });
  return schema;
}
