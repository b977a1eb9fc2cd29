import type { RequestHandler } from "express";
import { readContext } from "../../domain/logs/read-context.ts";
import { readHistogram } from "../../domain/logs/read-histogram.ts";
import { searchLogs } from "../../domain/logs/search-logs.ts";
import { ctxOf } from "../auth/api-context.ts";
import { abortOnLeave, contextParams, histogramParams, logsParams, readParams } from "./params.ts";

/** `GET /api/v1/logs` */
export const logsHandler: RequestHandler = async (req, res) => {
  const { cursor, ...params } = readParams(logsParams, req);
  res.json(await searchLogs(ctxOf(res), { ...params, cursor: cursor ?? null, signal: abortOnLeave(req) }));
};

/** `GET /api/v1/logs/histogram` */
export const histogramHandler: RequestHandler = async (req, res) => {
  res.json(await readHistogram(ctxOf(res), { ...readParams(histogramParams, req), signal: abortOnLeave(req) }));
};

/** `GET /api/v1/logs/:id/context` */
export const contextHandler: RequestHandler = async (req, res) => {
  res.json(await readContext(ctxOf(res), { id: String(req.params.id), ...readParams(contextParams, req) }));
};
