/** `source=… addon=… sample#name=value …`: how Heroku's add-ons and dynos report measurements. */

import { FieldList } from "../../../lib/field-list.ts";
import type { LineFindings } from "./fields.ts";
import { readPairs } from "./logfmt.ts";

/**
 * Samples under their own names, units kept (`memory_rss: "205.11MB"`), beside `source` and `addon` or `dyno`.
 *
 * @returns null when the message holds no sample
 */
export function readSamples(message: string): LineFindings | null {
  if (!message.includes(SAMPLE)) return null;
  const fields = new FieldList(message);
  if (readPairs(message, fields, SAMPLE).pairs === 0) return null;
  return endsWithSample(message, fields) ? { fields, level: "info", writing: "pairs" } : { fields, level: "info" };
}

/** Then the words before the last value say that there are samples, whatever the values are. */
function endsWithSample(message: string, { names, starts }: FieldList): boolean {
  const word = ` ${SAMPLE}${names.at(-1)}=`;
  return message.startsWith(word, (starts.at(-1) as number) - word.length);
}

const SAMPLE = "sample#";
