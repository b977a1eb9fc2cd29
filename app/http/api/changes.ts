import type { RequestHandler } from "express";
import { readChange } from "../../domain/changes/read-change.ts";
import { readChangesAround } from "../../domain/changes/read-changes-around.ts";
import { readChangesHistogram } from "../../domain/changes/read-changes-histogram.ts";
import { searchChanges } from "../../domain/changes/search-changes.ts";
import { ctxOf } from "../auth/api-context.ts";
import { abortOnLeave, changesAroundParams, changesHistogramParams, changesParams, readParams } from "./params.ts";

/** `GET /api/v1/changes` */
export const changesHandler: RequestHandler = async (req, res) => {
  const { cursor, ...params } = readParams(changesParams, req);
  res.json(await searchChanges(ctxOf(res), { ...params, cursor: cursor ?? null, signal: abortOnLeave(req) }));
};

/** `GET /api/v1/changes/histogram` */
export const changesHistogramHandler: RequestHandler = async (req, res) => {
  const params = readParams(changesHistogramParams, req);
  res.json(await readChangesHistogram(ctxOf(res), { ...params, signal: abortOnLeave(req) }));
};

/** `GET /api/v1/changes/around` */
export const changesAroundHandler: RequestHandler = async (req, res) => {
  const params = readParams(changesAroundParams, req);
  res.json(await readChangesAround(ctxOf(res), { ...params, signal: abortOnLeave(req) }));
};

/** `GET /api/v1/changes/:id` */
export const changeHandler: RequestHandler = async (req, res) => {
  res.json(await readChange(ctxOf(res), { id: String(req.params.id), signal: abortOnLeave(req) }));
};
