import { QUERY_CHARS_MAX } from "../../contract/limits.ts";

/** Changes to the query text that buttons make. */

/** Text that the query language reads as one value whatever it holds: a leading `-` would negate, a `/` begin a regex. */
export function quoteValue(value: string): string {
  return /^[\p{L}\p{N}_.@][\p{L}\p{N}_./@-]*$/u.test(value) && !/^(or|and|not)$/i.test(value)
    ? value
    : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** A key of `fields` as the query language reads a name: quoted when it holds more than a name may. */
export function quoteName(name: string): string {
  return /^[A-Za-z_@#$][\w.@#$-]*$/.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * Adds `field:value`, or `-field:value` to leave such lines out. A term that is already there is not added twice, its
 * opposite is replaced, and a query with a top-level OR is put in parentheses first, so that the new term limits all of it.
 */
export function addFilter(query: string, field: string, value: string, sense: "only" | "without"): string {
  const term = `${quoteName(field)}:${quoteValue(value)}`;
  const wanted = sense === "only" ? term : `-${term}`;
  const opposite = sense === "only" ? `-${term}` : term;
  const terms = splitTerms(query);
  if (terms.includes(wanted)) return query;
  if (terms.includes(opposite)) return terms.map((t) => (t === opposite ? wanted : t)).join(" ");
  const base = terms.some((t) => /^or$/i.test(t)) ? `(${query.trim()})` : query.trim();
  const next = base === "" ? wanted : `${base} ${wanted}`;
  return next.length > QUERY_CHARS_MAX ? query : next;
}

/** Splits at blanks outside quotes and parentheses; joining with one blank gives an equivalent query. */
export function splitTerms(query: string): string[] {
  const terms: string[] = [];
  let term = "";
  let isQuoted = false;
  let depth = 0;
  for (let at = 0; at < query.length; at += 1) {
    const char = query[at] ?? "";
    if (char === "\\" && isQuoted) {
      term += char + (query[at + 1] ?? "");
      at += 1;
      continue;
    }
    if (char === '"') isQuoted = !isQuoted;
    if (!isQuoted && char === "(") depth += 1;
    if (!isQuoted && char === ")") depth = Math.max(0, depth - 1);
    if (!isQuoted && depth === 0 && /\s/.test(char)) {
      if (term !== "") terms.push(term);
      term = "";
    } else {
      term += char;
    }
  }
  if (term !== "") terms.push(term);
  return terms;
}
