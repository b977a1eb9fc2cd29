/** `source=… addon=… sample#name=value …`: how Heroku's add-ons and dynos report measurements. */

import type { LineFindings } from "./fields.ts";
import { createFields } from "./fields.ts";
import { readPairs } from "./logfmt.ts";

/**
 * Samples under their own names, units kept (`memory_rss: "205.11MB"`), beside `source` and `addon` or `dyno`.
 *
 * @returns null when the message holds no sample
 */
export function readSamples(message: string): LineFindings | null {
  if (!message.includes("sample#")) return null;
  const fields = createFields();
  return readPairs(message, fields, "sample#").pairs > 0 ? { fields, level: "info" } : null;
}
