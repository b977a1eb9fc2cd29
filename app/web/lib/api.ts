import type {
  ApiTokenSecretAnswer,
  ApiTokensAnswer,
  ContextAnswer,
  FieldsAnswer,
  HistogramAnswer,
  LedgerAnswer,
  LogsAnswer,
  ManualDrainRotatedAnswer,
  ManualDrainSecretAnswer,
  ManualDrainsAnswer,
  ResourceAnswer,
  TraceAnswer,
  VisitsAnswer,
} from "../../contract/api.ts";
import { loadedResource, noteLoadedResource, noteOtherResource } from "./opened-resource.ts";
import { ProblemError, readProblem } from "./problem.ts";
import { noteServerDate } from "./server-clock.ts";
import type { TimeRange } from "./time-range.ts";

/** Same origin, with the session cookie that single sign-on set. */
const API_BASE = "/api/v1";

/** @throws ProblemError for every answer that is not 2xx, and (status 0) when no answer came */
export async function getJson<T>(
  path: string,
  params: Record<string, string | number | undefined>,
  signal?: AbortSignal,
): Promise<T> {
  const response = await send(urlOf(path, params), {
    headers: { Accept: "application/json" },
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as T;
}

/** A call that changes something; the header tells the server that a page of ours asked, not another site's form. */
export async function write(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  params: Record<string, string | undefined> = {},
): Promise<Response> {
  return sendWrite(method, urlOf(path, params), body);
}

function sendWrite(method: string, url: string, body?: unknown): Promise<Response> {
  return send(url, {
    method,
    headers: {
      Accept: "application/json",
      "X-Requested-With": "draintrail",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function send(url: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
  let response: Response;
  const resourceId = loadedResource();
  const headers = resourceId === null ? init.headers : { ...init.headers, "X-Draintrail-Resource": resourceId };
  try {
    response = await fetch(url, { credentials: "same-origin", ...init, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ProblemError({
      type: "about:blank",
      title: "No connection",
      status: 0,
      detail: "The server could not be reached. Check your connection; nothing you stored is affected.",
      code: "dashboard.unreachable",
    });
  }
  noteServerDate(response.headers.get("Date"));
  if (!response.ok) {
    const problem = readProblem(response.status, await response.text());
    if (problem.code === "session.other_resource") noteOtherResource();
    throw new ProblemError(problem);
  }
  return response;
}

/** An address for what cannot set headers (an event stream, a download): the resource is named in the query. */
export function apiUrl(path: string, params: Record<string, string | number | undefined>): string {
  return urlOf(path, { ...params, resource: loadedResource() ?? undefined });
}

function urlOf(path: string, params: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${API_BASE}${path}${text === "" ? "" : `?${text}`}`;
}

export async function getResource(signal?: AbortSignal): Promise<ResourceAnswer> {
  const resource = await getJson<ResourceAnswer>("/resource", {}, signal);
  noteLoadedResource(resource.id);
  return resource;
}

/** Newest first; `cursor` continues towards older lines. */
export function getLogs(
  input: TimeRange & { query: string; limit: number; cursor: string | null },
  signal?: AbortSignal,
): Promise<LogsAnswer> {
  return getJson("/logs", { ...input, cursor: input.cursor ?? undefined, order: "desc" }, signal);
}

export function getHistogram(
  input: TimeRange & { query: string; buckets: number },
  signal?: AbortSignal,
): Promise<HistogramAnswer> {
  return getJson("/logs/histogram", { ...input }, signal);
}

export function getFields(input: TimeRange & { query: string }, signal?: AbortSignal): Promise<FieldsAnswer> {
  return getJson("/logs/fields", { ...input }, signal);
}

export function getTrace(requestId: string, signal?: AbortSignal): Promise<TraceAnswer> {
  return getJson(`/logs/trace/${encodeURIComponent(requestId)}`, {}, signal);
}

export function getContext(
  input: { id: string; before: number; after: number },
  signal?: AbortSignal,
): Promise<ContextAnswer> {
  const { id, ...counts } = input;
  return getJson(`/logs/${encodeURIComponent(id)}/context`, counts, signal);
}

export function getLedger(input: TimeRange, signal?: AbortSignal): Promise<LedgerAnswer> {
  return getJson("/ledger", { from: input.from, to: input.to }, signal);
}

export function getDrains(signal?: AbortSignal): Promise<ManualDrainsAnswer> {
  return getJson("/drains", {}, signal);
}

/** The answer's `url` holds the secret: it is said this once. */
export async function createDrain(input: { name: string; pin_token: boolean }): Promise<ManualDrainSecretAnswer> {
  return (await (await write("POST", "/drains", input)).json()) as ManualDrainSecretAnswer;
}

export async function rotateDrain(id: string): Promise<ManualDrainRotatedAnswer> {
  return (await (await write("POST", `/drains/${id}/rotate`)).json()) as ManualDrainRotatedAnswer;
}

export async function revokeDrain(id: string): Promise<void> {
  await write("DELETE", `/drains/${id}`);
}

export function getTokens(signal?: AbortSignal): Promise<ApiTokensAnswer> {
  return getJson("/tokens", {}, signal);
}

/** The answer's `token` is said this once. */
export async function createToken(input: {
  name: string;
  scopes: ["read"] | ["admin"];
  expires_at: string | null;
}): Promise<ApiTokenSecretAnswer> {
  return (await (await write("POST", "/tokens", input)).json()) as ApiTokenSecretAnswer;
}

export async function revokeToken(id: string): Promise<void> {
  await write("DELETE", `/tokens/${id}`);
}

export function getVisits(signal?: AbortSignal): Promise<VisitsAnswer> {
  return getJson("/visits", {}, signal);
}

/** Ends the dashboard session; not a call of the API. */
export async function signOut(): Promise<void> {
  await sendWrite("POST", "/logout");
}
