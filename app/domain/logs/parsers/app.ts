/**
 * What the app itself wrote, in whatever format: a JSON object, logfmt, or prose that leads with a level.
 *
 * - JSON: the whole message is one object; see json.ts.
 * - logfmt: the message begins with a pair, or holds two or more (Rails' lograge puts its pairs behind a prefix).
 *   One pair inside prose (`retry with a=1`) is left alone.
 * - The level comes from a field, else from the words a line leads with. PRI never says it: log-shuttle gives every
 *   line of stdout and stderr alike 190.
 */

import { FieldList } from "../../../lib/field-list.ts";
import type { LineFindings, LineParser, Writing } from "./fields.ts";
import { flattenJson } from "./json.ts";
import { leadingLevel, levelOfFields } from "./level.ts";
import { readPairs } from "./logfmt.ts";

export const app: LineParser = {
  kind: "app",
  parse(message) {
    const json = flattenJson(message);
    if (json !== null) return withLevel(json, levelOfFields(json), "json");
    if (message.includes("=")) {
      const fields = new FieldList(message);
      const { pairs, leads } = readPairs(message, fields);
      if (leads || pairs >= 2) {
        const level = levelOfFields(fields);
        // What begins with a pair is no JSON, whatever its values are.
        const writing = !leads ? undefined : level === undefined ? "led-pairs" : "pairs";
        return withLevel(fields, level ?? leadingLevel(message), writing);
      }
    }
    const level = leadingLevel(message);
    return level === undefined ? null : withLevel(new FieldList(), level);
  },
};

function withLevel(fields: FieldList, level: LineFindings["level"], writing?: Writing): LineFindings {
  return { fields, ...(level && { level }), ...(writing && { writing }) };
}
