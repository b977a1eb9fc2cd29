import type {
  ChangeDetailAnswer,
  ChangesAnswer,
  ChangesAroundAnswer,
  ChangesHistogramAnswer,
} from "../../contract/change.ts";
import { apiUrl, getJson } from "../lib/api.ts";
import type { TimeRange } from "../lib/time-range.ts";

/** A screen or two; the next page comes while one scrolls. */
const PAGE_LIMIT = 100;

/** Newest first; `cursor` continues towards older changes. */
export function getChanges(
  input: TimeRange & { query: string; cursor: string | null },
  signal?: AbortSignal,
): Promise<ChangesAnswer> {
  return getJson("/changes", { ...input, cursor: input.cursor ?? undefined, limit: PAGE_LIMIT }, signal);
}

export function getChangesHistogram(
  input: TimeRange & { query: string; buckets: number },
  signal?: AbortSignal,
): Promise<ChangesHistogramAnswer> {
  return getJson("/changes/histogram", { ...input }, signal);
}

export function getChange(id: string, signal?: AbortSignal): Promise<ChangeDetailAnswer> {
  return getJson(`/changes/${encodeURIComponent(id)}`, {}, signal);
}

/** What changed before a moment, the likeliest cause first; the app's own changes before those of others. */
export function getChangesAround(
  input: { at: string; app: string },
  signal?: AbortSignal,
): Promise<ChangesAroundAnswer> {
  return getJson("/changes/around", { ...input }, signal);
}

/** A link, because the browser saves what it leads to. */
export function changesExportUrl(input: TimeRange & { query: string; format: "ndjson" | "ocsf" }): string {
  return apiUrl("/changes/export", { ...input });
}
