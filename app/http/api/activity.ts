import type { RequestHandler } from "express";
import { listActivity } from "../../domain/activity/list-activity.ts";
import { ctxOf } from "../auth/api-context.ts";
import { activityParams, readParams } from "./params.ts";

/** `GET /api/v1/activity` */
export const activityHandler: RequestHandler = async (req, res) => {
  const { limit, cursor = null } = readParams(activityParams, req);
  res.json(await listActivity(ctxOf(res), { limit, cursor }));
};
