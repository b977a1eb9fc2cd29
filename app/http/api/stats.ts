import type { RequestHandler } from "express";
import { readDynoStats } from "../../domain/stats/read-dyno-stats.ts";
import { readRouterStats } from "../../domain/stats/read-router-stats.ts";
import { ctxOf } from "../auth/api-context.ts";
import { abortOnLeave, readParams, statsParams } from "./params.ts";

/** `GET /api/v1/stats/router` */
export const routerStatsHandler: RequestHandler = async (req, res) => {
  res.json(await readRouterStats(ctxOf(res), { ...readParams(statsParams, req), signal: abortOnLeave(req) }));
};

/** `GET /api/v1/stats/dynos` */
export const dynoStatsHandler: RequestHandler = async (req, res) => {
  res.json(await readDynoStats(ctxOf(res), { ...readParams(statsParams, req), signal: abortOnLeave(req) }));
};
