import type { RedactionAnswer, RedactionPreviewAnswer } from "../../contract/api.ts";
import { DETECTORS, type DetectorId, KEYS_RULE, PREFIXES_RULE, type RedactionRules } from "../../contract/redaction.ts";
import { count, counted } from "../lib/amounts.ts";

/** What is typed as a list: by commas, spaces or lines; each once. */
export function listOf(typed: string): string[] {
  return [...new Set(typed.split(/[\s,]+/).filter((word) => word !== ""))];
}

/** A rule that holds, or that masked something lately, as a row of a table. */
export interface RuleRow {
  rule: string;
  name: string;
  /** The names or beginnings it is about. */
  of: string;
  day: number;
  month: number;
}

export function ruleRows(answer: RedactionAnswer): RuleRow[] {
  const { redacted, detectors, keys, prefixes } = answer;
  const row = (rule: string, name: string, of = ""): RuleRow => ({
    rule,
    name,
    of,
    day: redacted.day[rule] ?? 0,
    month: redacted.month[rule] ?? 0,
  });
  const holding = [
    ...detectors.map((id) => row(id, DETECTORS[id].name)),
    ...(keys.length > 0 ? [row(KEYS_RULE, "Values of names", keys.join(", "))] : []),
    ...(prefixes.length > 0 ? [row(PREFIXES_RULE, "Words by their beginning", prefixes.join(", "))] : []),
  ];
  const ended = Object.keys(redacted.month)
    .filter((rule) => !holding.some((each) => each.rule === rule))
    .map((rule) => row(rule, `${nameOfRule(rule)} (off)`));
  return [...holding, ...ended];
}

/** `E-mail addresses` of `email`; a rule of a newer version is called what it is called. */
export function nameOfRule(rule: string): string {
  if (rule === KEYS_RULE) return "Values of names";
  if (rule === PREFIXES_RULE) return "Words by their beginning";
  return DETECTORS[rule as DetectorId]?.name ?? rule;
}

/** Whether anything is masked by these. */
export function isEmpty({ detectors, keys, prefixes }: RedactionRules): boolean {
  return detectors.length + keys.length + prefixes.length === 0;
}

/** What the rules would have done with the newest lines. */
export function previewWords({ lines, changed, redacted }: RedactionPreviewAnswer): string {
  if (lines === 0) return "No line came in the last 24 hours, so there is nothing to try this on.";
  const of = lines === 1 ? "the newest line" : `the newest ${counted(lines, "line")}`;
  if (changed === 0) return `Nothing would have been masked in ${of}.`;
  const parts = Object.entries(redacted).map(([rule, values]) => `${nameOfRule(rule)}: ${count(values)}`);
  return `In ${count(changed)} of ${of} something would have been masked. ${parts.join("; ")}.`;
}
