/**
 * Heroku Key-Value Store: a line of samples about once a minute.
 * Source: Dev Center "Heroku Key-Value Store: Metrics Logs".
 */

import { FieldList } from "../../../lib/field-list.ts";
import type { LineParser } from "./fields.ts";
import { leadingLevel } from "./level.ts";
import { readSamples } from "./samples.ts";

/** Fields `source`, `addon`, `active-connections`, `memory-redis` (`812392bytes`), `hit-rate`, … */
export const redis: LineParser = {
  kind: "redis",
  parse(message) {
    const samples = readSamples(message);
    if (samples !== null) return samples;
    const level = leadingLevel(message);
    return level === undefined ? null : { fields: new FieldList(), level };
  },
};
