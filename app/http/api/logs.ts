import type { RequestHandler } from "express";
import { readContext } from "../../domain/logs/read-context.ts";
import { readFacets } from "../../domain/logs/read-facets.ts";
import { readHistogram } from "../../domain/logs/read-histogram.ts";
import { readTrace } from "../../domain/logs/read-trace.ts";
import { searchLogs } from "../../domain/logs/search-logs.ts";
import { ctxOf } from "../auth/api-context.ts";
import { abortOnLeave, contextParams, fieldsParams, histogramParams, logsParams, readParams } from "./params.ts";

/** `GET /api/v1/logs` */
export const logsHandler: RequestHandler = async (req, res) => {
  const { cursor, ...params } = readParams(logsParams, req);
  res.json(await searchLogs(ctxOf(res), { ...params, cursor: cursor ?? null, signal: abortOnLeave(req) }));
};

/** `GET /api/v1/logs/histogram` */
export const histogramHandler: RequestHandler = async (req, res) => {
  res.json(await readHistogram(ctxOf(res), { ...readParams(histogramParams, req), signal: abortOnLeave(req) }));
};

/** `GET /api/v1/logs/fields` */
export const fieldsHandler: RequestHandler = async (req, res) => {
  res.json(await readFacets(ctxOf(res), { ...readParams(fieldsParams, req), signal: abortOnLeave(req) }));
};

/** `GET /api/v1/logs/trace/:request_id` */
export const traceHandler: RequestHandler = async (req, res) => {
  res.json(await readTrace(ctxOf(res), { requestId: String(req.params.request_id), signal: abortOnLeave(req) }));
};

/** `GET /api/v1/logs/:id/context` */
export const contextHandler: RequestHandler = async (req, res) => {
  res.json(
    await readContext(ctxOf(res), {
      id: String(req.params.id),
      ...readParams(contextParams, req),
      signal: abortOnLeave(req),
    }),
  );
};
