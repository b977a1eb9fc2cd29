import type { RequestHandler } from "express";
import { listVisits } from "../../domain/visits/list-visits.ts";
import { ctxOf } from "../auth/api-context.ts";

/** `GET /api/v1/visits` */
export const visitsHandler: RequestHandler = async (_req, res) => {
  res.json(await listVisits(ctxOf(res)));
};
