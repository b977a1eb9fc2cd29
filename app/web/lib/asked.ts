import { QUERY_CHARS_MAX } from "../../contract/limits.ts";
import { parseTimePoint, type TimeRange } from "./time-range.ts";

/** What a page's address asks for; what is absent has the page's default, so that the plain address stays plain. */
export interface Asked {
  query?: string;
  from?: string;
  to?: string;
}

/** A longer id than this is none of ours. */
const ID_CHARS_MAX = 512;

/** Keeps what can be understood of any address; never throws. */
export function cleanAsked(search: Record<string, unknown>, byDefault: TimeRange): Asked {
  const clean: Asked = {};
  const query = textOf(search.query).slice(0, QUERY_CHARS_MAX);
  if (query.trim() !== "") clean.query = query;
  const from = textOf(search.from);
  const to = textOf(search.to);
  if (parseTimePoint(from) && from !== byDefault.from) clean.from = from;
  if (parseTimePoint(to) && to !== byDefault.to) clean.to = to;
  return clean;
}

/** The id of something open beside the list; null when there is none. */
export function cleanId(value: unknown): string | null {
  const id = textOf(value);
  return id !== "" && id.length <= ID_CHARS_MAX ? id : null;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
