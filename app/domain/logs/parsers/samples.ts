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
  if (!message.includes("sample#")) return null;
  const fields = new FieldList(message);
  return readPairs(message, fields, "sample#").pairs > 0 ? { fields, level: "info" } : null;
}
