import type { RequestHandler } from "express";
import { z } from "zod";
import type { Problem } from "../../contract/api.ts";
import { auditAccountsParams, auditRemovalParams, auditSourceChange, newAuditSource } from "./audit.ts";
import { newDrain } from "./drains.ts";
import {
  changesAroundParams,
  changesHistogramParams,
  changesParams,
  contextParams,
  exportParams,
  fieldsParams,
  histogramParams,
  ledgerParams,
  logsParams,
  statsParams,
  tailParams,
} from "./params.ts";
import { newToken } from "./tokens.ts";

/** One call of the API. Paths as OpenAPI writes them; a test holds this list and the routes together. */
interface Operation {
  method: "get" | "post" | "patch" | "delete";
  path: string;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** What a good answer is: 200 and JSON unless said. */
  status?: 201 | 202 | 204;
  types?: readonly string[];
  scope?: "admin";
}

export const OPERATIONS: readonly Operation[] = [
  { method: "get", path: "/resource", summary: "Plan, app, attachments and usage" },
  { method: "get", path: "/logs", summary: "A page of lines", query: logsParams },
  { method: "get", path: "/logs/histogram", summary: "Lines per bucket, and the changes", query: histogramParams },
  { method: "get", path: "/logs/fields", summary: "The commonest values of each field", query: fieldsParams },
  {
    method: "get",
    path: "/logs/export",
    summary: "A file of lines",
    query: exportParams,
    types: ["application/x-ndjson", "text/csv", "application/gzip"],
  },
  {
    method: "get",
    path: "/logs/tail",
    summary: "Lines as they are stored",
    query: tailParams,
    types: ["text/event-stream"],
  },
  { method: "get", path: "/logs/trace/{request_id}", summary: "One request, and its dyno around it" },
  { method: "get", path: "/logs/{id}/context", summary: "The lines around one", query: contextParams },
  { method: "get", path: "/changes", summary: "A page of changes", query: changesParams },
  {
    method: "get",
    path: "/changes/histogram",
    summary: "Changes per bucket, by type",
    query: changesHistogramParams,
  },
  {
    method: "get",
    path: "/changes/around",
    summary: "What changed before a moment, the likeliest cause first",
    query: changesAroundParams,
  },
  { method: "get", path: "/changes/{id}", summary: "One change, and what each source told of it" },
  { method: "get", path: "/stats/router", summary: "Throughput, statuses and service times", query: statsParams },
  { method: "get", path: "/stats/dynos", summary: "Memory and load of each process", query: statsParams },
  { method: "get", path: "/ledger", summary: "The books per hour", query: ledgerParams },
  { method: "get", path: "/drains", summary: "Manual drains" },
  { method: "post", path: "/drains", summary: "Make a manual drain", body: newDrain, status: 201, scope: "admin" },
  { method: "post", path: "/drains/{id}/rotate", summary: "A new secret for a manual drain", scope: "admin" },
  { method: "delete", path: "/drains/{id}", summary: "Revoke a manual drain", status: 204, scope: "admin" },
  { method: "get", path: "/tokens", summary: "API tokens", scope: "admin" },
  { method: "post", path: "/tokens", summary: "Make an API token", body: newToken, status: 201, scope: "admin" },
  { method: "delete", path: "/tokens/{id}", summary: "Revoke an API token", status: 204, scope: "admin" },
  { method: "get", path: "/visits", summary: "Who opened the dashboard" },
  { method: "get", path: "/audit/sources", summary: "Enterprise accounts whose audit trail is collected" },
  {
    method: "post",
    path: "/audit/sources",
    summary: "Opt an enterprise account in",
    body: newAuditSource,
    status: 201,
    scope: "admin",
  },
  {
    method: "patch",
    path: "/audit/sources/{id}",
    summary: "Pause, resume, or give another credential",
    body: auditSourceChange,
    scope: "admin",
  },
  {
    method: "delete",
    path: "/audit/sources/{id}",
    summary: "Stop collecting, and wipe the credential",
    query: auditRemovalParams,
    status: 204,
    scope: "admin",
  },
  {
    method: "post",
    path: "/audit/sources/{id}/validate",
    summary: "Check the credential again",
    status: 202,
    scope: "admin",
  },
  { method: "post", path: "/audit/sources/{id}/poll", summary: "Poll now", status: 202, scope: "admin" },
  { method: "get", path: "/audit/jobs/{id}", summary: "What came of a check, a poll or a backfill" },
  {
    method: "get",
    path: "/audit/accounts",
    summary: "What a connection with Heroku sees",
    query: auditAccountsParams,
    scope: "admin",
  },
  { method: "get", path: "/openapi.json", summary: "This description" },
];

/** `GET /api/v1/openapi.json` */
export function openapiHandler(baseUrl: string): RequestHandler {
  const document = describeApi(baseUrl);
  return (_req, res) => {
    res.json(document);
  };
}

/** OpenAPI 3.1 of the whole API; parameters and bodies come from the schemas that check them. */
export function describeApi(baseUrl: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    const path = paths[operation.path] ?? {};
    paths[operation.path] = path;
    path[operation.method] = describe(operation);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Draintrail", version: "1", description: "Search, tail and chart an app's logs." },
    servers: [{ url: `${baseUrl}/api/v1` }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token, dt_…" } },
      schemas: { Problem: PROBLEM },
      responses: {
        Refusal: {
          description: "A refusal with a stable code",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  };
}

const PROBLEM = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string" },
  } satisfies Record<Exclude<keyof Problem, "errors">, object>,
  required: ["type", "title", "status", "detail", "code"],
};

function describe(operation: Operation): object {
  const { method, path, summary, query, body, status = 200, types = ["application/json"], scope } = operation;
  const good =
    status === 204
      ? { description: "Done" }
      : { description: summary, content: Object.fromEntries(types.map((type) => [type, {}])) };
  return {
    operationId: `${method}${path.replaceAll(/[\W_]+([a-z])/g, (_all, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, "")}`,
    summary,
    ...(scope ? { description: `Needs a token with the scope \`${scope}\`.` } : {}),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: bodySchema(body) } } } } : {}),
    responses: { [status]: good, default: { $ref: "#/components/responses/Refusal" } },
  };
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
