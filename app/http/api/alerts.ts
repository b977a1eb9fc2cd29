import type { RequestHandler } from "express";
import { z } from "zod";
import {
  ALERT_COUNT_MAX,
  ALERT_NAME_CHARS_MAX,
  ALERT_TIMES_DEFAULT,
  ALERT_URL_CHARS_MAX,
  ALERT_WINDOW_MINUTES_MAX,
  EMAIL_CHARS_MAX,
} from "../../contract/limits.ts";
import { changeAlert } from "../../domain/alerts/change-alert.ts";
import { createAlert } from "../../domain/alerts/create-alert.ts";
import { listAlertEvents, listAlerts } from "../../domain/alerts/list-alerts.ts";
import { previewAlert } from "../../domain/alerts/preview-alert.ts";
import { removeAlert } from "../../domain/alerts/remove-alert.ts";
import { testAlert } from "../../domain/alerts/test-alert.ts";
import { ctxOf } from "../auth/api-context.ts";
import { uuidParam } from "../uuid-param.ts";
import { nameMember } from "./name-member.ts";
import {
  abortOnLeave,
  alertConditionParam,
  alertPreviewParams,
  alertTimesMember,
  alertWatchesParam,
  readParams,
} from "./params.ts";
import { queryMember } from "./query-member.ts";
import { bodyOf, readBody } from "./read-body.ts";

const number = (max: number) =>
  z.int("must be a whole number").min(1, "must be at least 1").max(max, `must be at most ${max}`);

const destination = z.discriminatedUnion(
  "kind",
  [
    bodyOf({
      kind: z.enum(["webhook", "slack"]),
      url: z
        .string("must be a string")
        .max(ALERT_URL_CHARS_MAX, `must have at most ${ALERT_URL_CHARS_MAX} characters`)
        .refine((text) => URL.canParse(text), "must be a URL"),
    }),
    bodyOf({
      kind: z.literal("pagerduty"),
      // 32 characters each, of integrations old and new; nothing says that it stays so.
      routing_key: z
        .string("must be a string")
        .trim()
        .regex(/^[A-Za-z0-9_-]{16,64}$/, "must be an integration key: 32 letters and digits"),
    }),
    bodyOf({
      kind: z.literal("email"),
      address: z
        .email("must be an e-mail address")
        .max(EMAIL_CHARS_MAX, `must have at most ${EMAIL_CHARS_MAX} characters`),
    }),
  ],
  {
    error: (issue) =>
      issue.code === "invalid_union" ? "must be webhook, slack, pagerduty or email" : "must be a JSON object",
  },
);

const members = {
  name: nameMember(ALERT_NAME_CHARS_MAX),
  /** Empty: all there is. */
  query: queryMember,
  watches: alertWatchesParam,
  condition: alertConditionParam,
  count: number(ALERT_COUNT_MAX),
  times: alertTimesMember,
  window_minutes: number(ALERT_WINDOW_MINUTES_MAX),
  destination,
};

export const newAlert = bodyOf({
  ...members,
  watches: members.watches.default("lines"),
  times: members.times.default(ALERT_TIMES_DEFAULT),
});
export const alertChanges = bodyOf({
  name: members.name.optional(),
  watches: members.watches.optional(),
  query: members.query.optional(),
  condition: members.condition.optional(),
  count: members.count.optional(),
  times: members.times.optional(),
  window_minutes: members.window_minutes.optional(),
  destination: members.destination.optional(),
  muted_until: z.iso.datetime({ offset: true, error: "must be an ISO 8601 time" }).nullable().optional(),
}).refine((changes) => Object.keys(changes).length > 0, "must have a member to change");

/** `GET /api/v1/alerts` */
export const listAlertsHandler: RequestHandler = async (_req, res) => {
  res.json(await listAlerts(ctxOf(res)));
};

/** `POST /api/v1/alerts` */
export const createAlertHandler: RequestHandler = async (req, res) => {
  const alert = await createAlert(ctxOf(res), readBody(newAlert, req));
  // The answer may hold a secret: no cache on the way may keep it.
  res.status(201).set("Cache-Control", "no-store").json(alert);
};

/** `PATCH /api/v1/alerts/:id` */
export const changeAlertHandler: RequestHandler = async (req, res) => {
  const { muted_until, ...changes } = readBody(alertChanges, req);
  const alert = await changeAlert(ctxOf(res), uuidParam(req, "alert.not_found"), {
    ...changes,
    ...(muted_until === undefined ? {} : { mutedUntil: muted_until === null ? null : new Date(muted_until) }),
  });
  res.set("Cache-Control", "no-store").json(alert);
};

/** `DELETE /api/v1/alerts/:id` */
export const removeAlertHandler: RequestHandler = async (req, res) => {
  await removeAlert(ctxOf(res), uuidParam(req, "alert.not_found"));
  res.status(204).end();
};

/** `POST /api/v1/alerts/:id/test` */
export const testAlertHandler: RequestHandler = async (req, res) => {
  res.status(202).json(await testAlert(ctxOf(res), uuidParam(req, "alert.not_found")));
};

/** `GET /api/v1/alerts/:id/events` */
export const alertEventsHandler: RequestHandler = async (req, res) => {
  res.json(await listAlertEvents(ctxOf(res), uuidParam(req, "alert.not_found")));
};

/** `GET /api/v1/alerts/preview` */
export const alertPreviewHandler: RequestHandler = async (req, res) => {
  res.json(await previewAlert(ctxOf(res), { ...readParams(alertPreviewParams, req), signal: abortOnLeave(req) }));
};
