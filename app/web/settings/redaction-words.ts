import type { RedactionAnswer, RedactionPreviewAnswer } from "../../contract/api.ts";
import {
  DETECTOR_IDS,
  DETECTORS,
  type DetectorId,
  KEYS_RULE,
  PREFIXES_RULE,
  type RedactionRules,
} from "../../contract/redaction.ts";
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

/** In the order in which they are offered. */
const RULES: readonly string[] = [...DETECTOR_IDS, KEYS_RULE, PREFIXES_RULE];

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
  const parts = Object.entries(redacted)
    .sort(([a], [b]) => RULES.indexOf(a) - RULES.indexOf(b))
    .map(([rule, values]) => `${nameOfRule(rule)}: ${count(values)}`);
  return `In ${count(changed)} of ${of} something would have been masked. ${parts.join("; ")}.`;
}

/** Two lines of a dialog have room for so much in front of what was masked. */
const BEFORE_MASK_CHARS_MAX = 40;

/** The message from shortly before its first mask on. */
export function excerpt(message: string): string {
  const at = message.indexOf("**");
  return at > BEFORE_MASK_CHARS_MAX ? `…${message.slice(at - BEFORE_MASK_CHARS_MAX)}` : message;
}
