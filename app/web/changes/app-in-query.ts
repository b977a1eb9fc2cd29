import { splitTerms } from "../logs/query-edit.ts";

/** The app a search is about, when it names exactly one: `app:harbor-quay`. null otherwise. */
export function appInQuery(query: string): string | null {
  const named = splitTerms(query).flatMap((term) => /^app[:=]"?([\w-]+)"?$/i.exec(term)?.[1] ?? []);
  return named.length === 1 ? (named[0] ?? null) : null;
}
