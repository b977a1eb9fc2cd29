import { z } from "zod";
import * as activity from "../../../contract/answers/activity.ts";
import * as resource from "../../../contract/answers/resource.ts";
import { activityParams, hoursParams } from "../params.ts";
import type { Operation } from "./operation.ts";

/** The resource itself, its books and its visitors, and this description. */
export const ABOUT: readonly Operation[] = [
  { method: "get", path: "/resource", summary: "Plan, app, attachments and usage", answer: resource.resourceAnswer },
  { method: "get", path: "/ledger", summary: "The books per hour", query: hoursParams, answer: resource.ledgerAnswer },
  { method: "get", path: "/visits", summary: "Who opened the dashboard", answer: resource.visitsAnswer },
  {
    method: "get",
    path: "/activity",
    summary: "What was changed in the add-on itself, and by whom",
    query: activityParams,
    scope: "admin",
    answer: activity.activityAnswer,
  },
  { method: "get", path: "/openapi.json", summary: "This description", answer: z.looseObject({ openapi: z.string() }) },
];
