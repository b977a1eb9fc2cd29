/**
 * Loss that Heroku itself reports: L10 (Logplex could not drain), L12 and L13 (log-shuttle in the dyno), L11, L14, L15.
 *
 * Every wording of it is read: `214 messages dropped since T.`, `drain 'd.…' dropped 1 messages since T.`,
 * `57 messages lost since T`. Fields: `code`, `desc`, `count`, `since` (as written), `drain`, `detail`.
 * Sources: heroku/logplex src/logplex_http_drain.erl, src/logplex_tail_drain.erl; heroku/log-shuttle; Dev Center "Heroku Error Codes".
 */

import { FieldList } from "../../../lib/field-list.ts";
import { isCount, readErrorSentence, wordAt } from "./cursor.ts";
import type { LineParser } from "./fields.ts";

export const logplex: LineParser = {
  kind: "logplex",
  parse(message) {
    const error = readErrorSentence(message);
    const fields = new FieldList();
    if (error !== null) {
      fields.add("code", error.code);
      if (error.desc !== "") fields.add("desc", error.desc);
    }
    const hasCount = readCount(error === null ? message : error.detail, fields);
    if (error === null) return hasCount ? { fields, level: "warn" } : null;
    if (!hasCount && error.detail !== "") fields.add("detail", error.detail);
    return { fields, level: WARN_CODES.has(error.code) ? "warn" : "error" };
  },
};

/** Lines are missing, but nothing of the customer's is broken; L14, a refused certificate, is. */
const WARN_CODES = new Set(["L10", "L11", "L12", "L13", "L15"]);

/** Logplex buffers some thousand lines a drain. A frame full of larger claims could not be summed in a safe integer. */
const COUNT_DIGITS_MAX = 9;

function readCount(text: string, fields: FieldList): boolean {
  const noun = text.indexOf(" messages ");
  if (noun < 0) return false;
  const count = text.slice(text.lastIndexOf(" ", noun - 1) + 1, noun);
  if (!isCount(count, COUNT_DIGITS_MAX)) return false;
  fields.add("count", count);
  const since = text.indexOf(" since ", noun);
  if (since >= 0) fields.add("since", withoutPeriod(wordAt(text, since + " since ".length)));
  if (text.startsWith("drain '")) {
    const close = text.indexOf("'", "drain '".length);
    if (close > 0) fields.add("drain", text.slice("drain '".length, close));
  }
  return true;
}

function withoutPeriod(text: string): string {
  return text.endsWith(".") ? text.slice(0, -1) : text;
}
