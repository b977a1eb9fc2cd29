import type { FieldsAnswer } from "../../contract/api.ts";
import { count, counted } from "../lib/amounts.ts";

/** How the panel of fields shows an answer. Pure; facet-panel.tsx draws it. */

/** Those people narrow by first; the others stay folded until asked for. */
const OPEN_AT_FIRST = new Set(["level", "kind", "process", "app", "status", "code", "method"]);
/** Values of a field that are shown before "more": with five, six fields fit on a laptop's screen. */
export const VALUES_AT_FIRST = 5;

export interface FacetView {
  field: string;
  isOpenAtFirst: boolean;
  values: { value: string; words: string; share: number }[];
}

/** @returns in the answer's order; `share` is of all matching lines, 0 to 1 */
export function facetViews(answer: Pick<FieldsAnswer, "data" | "lines" | "sampled">): FacetView[] {
  return answer.data.map((facet) => ({
    field: facet.field,
    isOpenAtFirst: OPEN_AT_FIRST.has(facet.field),
    values: facet.values.map((each) => ({
      value: each.value,
      words: answer.sampled ? `≈ ${count(each.count)}` : count(each.count),
      share: answer.lines === 0 ? 0 : Math.min(1, each.count / answer.lines),
    })),
  }));
}

/** Over how many lines the counts were taken, and how; in whole sentences. */
export function countedWords(
  answer: Pick<FieldsAnswer, "lines" | "sampled" | "sample_rate" | "partial" | "counted_from">,
): string {
  const sentences = [`${counted(answer.lines, "line")} ${answer.lines === 1 ? "matches" : "match"}.`];
  if (answer.counted_from !== undefined)
    sentences.push("To count the whole range took too long: these are of its newest eighth.");
  else if (answer.partial) sentences.push("Some fields took too long to count and are left out.");
  if (answer.sampled) {
    const every = answer.sample_rate ? ` (every ${ordinal(Math.round(1 / answer.sample_rate))} line)` : "";
    sentences.push(`The counts are estimates: they were taken on a part of them${every} and scaled up.`);
  }
  if (sentences.length > 1) sentences.push("A narrower range is counted exactly.");
  return sentences.join(" ");
}

/** `2nd`, `3rd`, `11th` */
function ordinal(n: number): string {
  const tens = n % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th");
  return `${count(n)}${ending}`;
}
