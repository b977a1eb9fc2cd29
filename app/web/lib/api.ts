import type { ContextAnswer, HistogramAnswer, LedgerAnswer, LogsAnswer, ResourceAnswer } from "../../contract/api.ts";
import { ProblemError, readProblem } from "./problem.ts";
import { noteServerDate } from "./server-clock.ts";
import type { TimeRange } from "./time-range.ts";

/** Same origin, with the session cookie that single sign-on set. */
const API_BASE = "/api/v1";

/** @throws ProblemError for every answer that is not 2xx, and (status 0) when no answer came */
async function getJson<T>(
  path: string,
  params: Record<string, string | number | undefined>,
  signal?: AbortSignal,
): Promise<T> {
  const response = await send(apiUrl(path, params), {
    headers: { Accept: "application/json" },
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as T;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
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
  if (!response.ok) throw new ProblemError(readProblem(response.status, await response.text()));
  return response;
}

export function apiUrl(path: string, params: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${API_BASE}${path}${text === "" ? "" : `?${text}`}`;
}

export function getResource(signal?: AbortSignal): Promise<ResourceAnswer> {
  return getJson("/resource", {}, signal);
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

/** Ends the dashboard session; the header tells the server that a page of ours asked, not another site's form. */
export async function signOut(): Promise<void> {
  await send("/logout", { method: "POST", headers: { "X-Requested-With": "draintrail" } });
}
