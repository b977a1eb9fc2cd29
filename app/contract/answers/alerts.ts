import { z } from "zod";
import { ALERT_CONDITIONS } from "../alert-words.ts";
import { diagnostics, moment } from "./parts.ts";

export const alertCondition = z.enum(ALERT_CONDITIONS);

export const alertWatches = z.enum(["lines", "changes"]);

export const destinationKind = z.enum(["webhook", "slack", "pagerduty", "email"]);

/** What happened at a turn, and whether that could be told. */
const telling = z.object({
  id: z.string(),
  type: z.enum(["fired", "resolved", "test"]),
  at: moment(),
  delivery: z.enum(["pending", "delivered", "failed", "muted"]),
  attempts: z.int(),
  error: z.string().nullable().describe("Why the last attempt failed, in words"),
});

export const alertAnswer = z.object({
  id: z.string(),
  name: z.string().describe("One of its kind, whatever the case of its letters"),
  watches: alertWatches.describe("What is counted"),
  query: z.string().describe("As `query` of `GET /logs`, or of `GET /changes`"),
  condition: alertCondition.describe(
    "Fires when so many, or not even so many, came within the window; `rises` and `falls`: when that is `times` times as many, or a `times`th, of the same window a day before",
  ),
  count: z.int().describe("Of `rises` and `falls`: how many the larger of the two windows must have"),
  times: z.number().describe("Of `rises` and `falls` only"),
  window_minutes: z.int(),
  destination: z.object({
    kind: destinationKind,
    shown: z.string().describe("What tells it from others: a host, the end of a key, an address; never a secret"),
  }),
  state: z.enum(["ok", "firing"]),
  state_since: moment(),
  judged_to: moment().describe("Up to when it was counted; the minute that is under way is not"),
  trouble: z
    .enum(["query_too_slow", "query_too_large"])
    .nullable()
    .describe("Why it cannot be judged; null: nothing is wrong"),
  last_told: telling
    .nullable()
    .describe("Its newest turn that somebody was to be told of, and what came of it; null: there was none in a month"),
  muted_until: moment().nullable().describe("Until then it fires without telling anybody"),
  created_at: moment(),
  created_by: z.string().describe("An e-mail address, or the prefix of an API token"),
  changed_at: moment().nullable(),
});

/** `GET /api/v1/alerts`: by name. */
export const alertsAnswer = z.object({
  data: z.array(alertAnswer),
  destinations: z.array(destinationKind).describe("Who can be told from here"),
});

/** Told once: a webhook's signatures are made with the secret. */
export const alertSecretAnswer = alertAnswer.extend({
  signing_secret: z.string().nullable().describe("Of a new webhook, told this once; null: not a new webhook"),
});

export const alertEventAnswer = telling.extend({
  count: z.int().describe("Lines or changes in the window"),
  count_day_before: z.int().nullable().describe("In the same window a day before; null: not compared with it"),
  window: z.object({ from: moment(), to: moment() }),
});

/** `GET /api/v1/alerts/:id/events`: newest first. */
export const alertEventsAnswer = z.object({ data: z.array(alertEventAnswer) });

/** What an alert would have done with what there is. */
export const alertPreviewAnswer = z.object({
  from: moment().describe("A day before `to`; later where it could not say anything before; `to`: it cannot yet"),
  to: moment(),
  fired: z.int().describe("How often it would have fired"),
  firings: z
    .array(
      z.object({ from: moment(), to: moment().nullable().describe("null: it would be firing now"), count: z.int() }),
    )
    .describe("The newest of them first; `count` is the most (or fewest) a window had meanwhile"),
  diagnostics,
});
