import { EXCLUSION_QUERY_CHARS_MAX } from "../../contract/limits.ts";
import { textOf } from "../lib/asked.ts";

/** The Settings page as its address says it: `/settings?exclude=…` opens the form of an exclusion filter with that query. */
export interface SettingsSearch {
  exclude?: string;
}

/** Keeps what can be understood of any address, and drops the rest; never throws. */
export function cleanSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  return excludeSearch(textOf(search.exclude));
}

/** The address of the form for a filter of this query; a query that is too long for a filter is typed anew. */
export function excludeSearch(query: string): SettingsSearch {
  return query.trim() === "" || query.length > EXCLUSION_QUERY_CHARS_MAX ? {} : { exclude: query };
}
