import type { Facet } from "../../contract/api.ts";
import type { QueryField } from "../../contract/query/fields.ts";
import { QUERY_FIELDS } from "../../contract/query/line-fields.ts";

/** What to offer at the caret. Pure; query-editor.tsx hands it to the editor. */
export interface QueryOffer {
  /** Where the offered text begins to replace. */
  from: number;
  options: { label: string; detail: string; insert: string; kind: "field" | "value" }[];
}

/** What the offers need of a field. */
export type OfferedField = Pick<QueryField, "name" | "about" | "values">;

/** What can be typed without quotes, and as one word: the others are for a click in the panel of fields. */
const PLAIN_NAME = /^[A-Za-z_@$][\w.@$-]*$/;
const PLAIN_VALUE = /^[\w./@-]+$/;

/** The fields with the values that lines have, where none are worth offering anyway, and what fields only these lines have. */
export function withFacets(fields: readonly OfferedField[], facets: readonly Facet[]): OfferedField[] {
  const values = new Map(
    facets.map(({ field, values }) => [
      field,
      values.map(({ value }) => value).filter((value) => PLAIN_VALUE.test(value)),
    ]),
  );
  const known = fields.map((field) => ({ ...field, values: field.values ?? values.get(field.name) ?? [] }));
  const names = new Set(fields.map(({ name }) => name));
  const own = [...values]
    .filter(([name]) => !names.has(name) && PLAIN_NAME.test(name))
    .map(([name, values]) => ({ name, about: "Field of these lines", values }));
  return [...known, ...own];
}

/**
 * Field names for a word just begun, values after `field:`. Null inside a phrase and after a blank, where nobody asked.
 *
 * @param text    the query up to the caret
 * @param fields  those that may be named; those of lines unless given
 */
export function offersAt(
  text: string,
  isAsked: boolean,
  fields: readonly OfferedField[] = QUERY_FIELDS,
): QueryOffer | null {
  if ((text.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1) return null;
  const word = /[^\s()]*$/.exec(text)?.[0] ?? "";
  const start = text.length - word.length;
  const sign = word.startsWith("-") ? 1 : 0;
  const separator = word.search(/[:=]/);
  if (separator === -1) {
    const begun = word.slice(sign).toLowerCase();
    if (begun === "" && !isAsked) return null;
    const options = fields
      .filter((field) => field.name.startsWith(begun))
      .map((field) => ({
        label: field.name,
        detail: field.about,
        insert: `${field.name}:`,
        kind: "field" as const,
      }));
    return options.length === 0 ? null : { from: start + sign, options };
  }
  const name = word.slice(sign, separator).toLowerCase();
  const operator = /^(>=|<=|>|<)?/.exec(word.slice(separator + 1))?.[0] ?? "";
  const begun = word.slice(separator + 1 + operator.length).toLowerCase();
  const field = fields.find((each) => each.name === name);
  const options = (field?.values ?? [])
    .filter((value) => value.toLowerCase().startsWith(begun))
    .map((value) => ({ label: value, detail: "", insert: value, kind: "value" as const }));
  return options.length === 0 ? null : { from: start + separator + 1 + operator.length, options };
}
