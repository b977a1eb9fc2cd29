import type { RequestHandler } from "express";
import { z } from "zod";
import * as access from "../../contract/answers/access.ts";
import * as audit from "../../contract/answers/audit.ts";
import * as changes from "../../contract/answers/changes.ts";
import * as logs from "../../contract/answers/logs.ts";
import { NAMED } from "../../contract/answers/named.ts";
import * as resource from "../../contract/answers/resource.ts";
import * as stats from "../../contract/answers/stats.ts";
import { auditAccountsParams, auditRemovalParams, auditSourceChange, newAuditSource } from "./audit.ts";
import { backfillRequest } from "./audit-archives.ts";
import { newDrain } from "./drains.ts";
import {
  changesAroundParams,
  changesExportParams,
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

/**
 * One call of the API. Paths as OpenAPI writes them; a test holds this list and the routes together, and every answer
 * the tests get is checked against its schema.
 *
 * A new call: its parameters' schema in params.ts, its answer's in `app/contract/answers/`, a line here.
 */
export interface Operation {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The JSON of a good answer; none for files, streams and 204. */
  answer?: z.ZodType;
  /** A problem document with further members, by name (named.ts); `Problem` unless said. */
  refusal?: "AuditProblem";
  /** What a good answer is: 200 and JSON unless said. */
  status?: 201 | 202 | 204;
  types?: readonly string[];
  scope?: "admin";
}

export const OPERATIONS: readonly Operation[] = [
  { method: "get", path: "/resource", summary: "Plan, app, attachments and usage", answer: resource.resourceAnswer },
  { method: "get", path: "/logs", summary: "A page of lines", query: logsParams, answer: logs.logsAnswer },
  {
    method: "get",
    path: "/logs/histogram",
    summary: "Lines per bucket, and the changes",
    query: histogramParams,
    answer: logs.histogramAnswer,
  },
  {
    method: "get",
    path: "/logs/fields",
    summary: "The commonest values of each field",
    query: fieldsParams,
    answer: logs.fieldsAnswer,
  },
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
  {
    method: "get",
    path: "/logs/trace/{request_id}",
    summary: "One request, and its dyno around it",
    answer: logs.traceAnswer,
  },
  {
    method: "get",
    path: "/logs/{id}/context",
    summary: "The lines around one",
    query: contextParams,
    answer: logs.contextAnswer,
  },
  {
    method: "get",
    path: "/stats/router",
    summary: "Throughput, statuses and service times",
    query: statsParams,
    answer: stats.routerStatsAnswer,
  },
  {
    method: "get",
    path: "/stats/dynos",
    summary: "Memory and load of each process",
    query: statsParams,
    answer: stats.dynoStatsAnswer,
  },
  {
    method: "get",
    path: "/changes",
    summary: "A page of changes",
    query: changesParams,
    answer: changes.changesAnswer,
  },
  {
    method: "get",
    path: "/changes/histogram",
    summary: "Changes per bucket, by type",
    query: changesHistogramParams,
    answer: changes.changesHistogramAnswer,
  },
  {
    method: "get",
    path: "/changes/around",
    summary: "What changed before a moment, the likeliest cause first",
    query: changesAroundParams,
    answer: changes.changesAroundAnswer,
  },
  {
    method: "get",
    path: "/changes/export",
    summary: "A file of changes, also as OCSF events",
    query: changesExportParams,
    types: ["application/x-ndjson", "application/gzip"],
  },
  {
    method: "get",
    path: "/changes/{id}",
    summary: "One change, and what each source told of it",
    answer: changes.changeDetailAnswer,
  },
  { method: "get", path: "/ledger", summary: "The books per hour", query: ledgerParams, answer: resource.ledgerAnswer },
  { method: "get", path: "/drains", summary: "Manual drains", answer: access.manualDrainsAnswer },
  {
    method: "post",
    path: "/drains",
    summary: "Make a manual drain",
    body: newDrain,
    status: 201,
    scope: "admin",
    answer: access.manualDrainSecretAnswer,
  },
  {
    method: "post",
    path: "/drains/{id}/rotate",
    summary: "A new secret for a manual drain",
    scope: "admin",
    answer: access.manualDrainRotatedAnswer,
  },
  { method: "delete", path: "/drains/{id}", summary: "Revoke a manual drain", status: 204, scope: "admin" },
  { method: "get", path: "/tokens", summary: "API tokens", scope: "admin", answer: access.apiTokensAnswer },
  {
    method: "post",
    path: "/tokens",
    summary: "Make an API token",
    body: newToken,
    status: 201,
    scope: "admin",
    answer: access.apiTokenSecretAnswer,
  },
  { method: "delete", path: "/tokens/{id}", summary: "Revoke an API token", status: 204, scope: "admin" },
  {
    method: "get",
    path: "/audit/sources/{id}/archives",
    summary: "What each month's archive proves",
    answer: audit.auditArchivesAnswer,
  },
  {
    method: "get",
    path: "/audit/sources/{id}/evidence",
    summary: "The original archives and a signed manifest",
    types: ["application/x-tar"],
  },
  {
    method: "post",
    path: "/audit/sources/{id}/backfill",
    summary: "Fetch the archives of months past",
    body: backfillRequest,
    answer: audit.auditJob,
    status: 202,
    scope: "admin",
  },
  { method: "get", path: "/visits", summary: "Who opened the dashboard", answer: resource.visitsAnswer },
  {
    method: "get",
    path: "/audit/sources",
    summary: "Enterprise accounts whose audit trail is collected",
    answer: audit.auditSourcesAnswer,
  },
  {
    method: "post",
    path: "/audit/sources",
    refusal: "AuditProblem",
    summary: "Opt an enterprise account in",
    body: newAuditSource,
    status: 201,
    scope: "admin",
    answer: audit.auditSource,
  },
  {
    method: "patch",
    path: "/audit/sources/{id}",
    refusal: "AuditProblem",
    summary: "Pause, resume, or give another credential",
    body: auditSourceChange,
    scope: "admin",
    answer: audit.auditSource,
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
    answer: audit.auditJob,
  },
  {
    method: "post",
    path: "/audit/sources/{id}/poll",
    summary: "Poll now",
    status: 202,
    scope: "admin",
    answer: audit.auditJob,
  },
  {
    method: "get",
    path: "/audit/jobs/{id}",
    summary: "What came of a check, a poll or a backfill",
    answer: audit.auditJob,
  },
  {
    method: "get",
    path: "/audit/accounts",
    summary: "What a connection with Heroku sees",
    query: auditAccountsParams,
    scope: "admin",
    answer: audit.auditAccountsAnswer,
  },
  { method: "get", path: "/openapi.json", summary: "This description", answer: z.looseObject({ openapi: z.string() }) },
];

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
