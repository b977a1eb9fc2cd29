import { QUERY_CHARS_MAX } from "../../contract/limits.ts";
import { termFor } from "../../contract/query/print.ts";

/** Changes to the query text that buttons make. */

/**
 * Adds `field:value`, or `-field:value` to leave such lines out. A term that is already there is not added twice, its
 * opposite is replaced, and a query with a top-level OR is put in parentheses first, so that the new term limits all of it.
 */
export function addFilter(query: string, field: string, value: string, sense: FilterSense): string {
  const { wanted, opposite } = termsOf(field, value, sense);
  const whole = closed(query);
  const terms = splitTerms(whole);
  const hasOr = terms.some(isOr);
  // In one branch of an OR the term limits that branch only.
  if (!hasOr && terms.includes(wanted)) return query;
  if (!hasOr && terms.includes(opposite)) return terms.map((t) => (t === opposite ? wanted : t)).join(" ");
  const base = hasOr ? `(${whole})` : whole;
  const next = base === "" ? wanted : `${base} ${wanted}`;
  return next.length > QUERY_CHARS_MAX ? query : next;
}

/** The same, but a term that is already there is taken out again: for buttons that stay pressed. */
export function toggleFilter(query: string, field: string, value: string, sense: FilterSense): string {
  if (filterSense(query, field, value) !== sense) return addFilter(query, field, value, sense);
  const { wanted } = termsOf(field, value, sense);
  return splitTerms(query)
    .filter((term) => term !== wanted)
    .join(" ");
}

/** Which of the two terms limits the whole query; null when neither does, or only one branch of an OR. */
export function filterSense(query: string, field: string, value: string): FilterSense | null {
  const { wanted, opposite } = termsOf(field, value, "only");
  const terms = splitTerms(query);
  if (terms.some(isOr)) return null;
  return terms.includes(wanted) ? "only" : terms.includes(opposite) ? "without" : null;
}

/** A phrase that someone is still typing would swallow the term after it. */
function closed(query: string): string {
  const quotes = query.match(/\\[\s\S]|"/g)?.filter((each) => each === '"').length ?? 0;
  return quotes % 2 === 0 ? query.trim() : `${query.trim()}"`;
}

export type FilterSense = "only" | "without";

function termsOf(field: string, value: string, sense: FilterSense): { wanted: string; opposite: string } {
  const term = termFor(field, value);
  return sense === "only" ? { wanted: term, opposite: `-${term}` } : { wanted: `-${term}`, opposite: term };
}

const isOr = (term: string) => /^(or|\|\|)$/i.test(term);

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
