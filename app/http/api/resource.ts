import type { RequestHandler } from "express";
import { readLedger } from "../../domain/ledger/read-ledger.ts";
import { readResource } from "../../domain/resources/read-resource.ts";
import { ctxOf } from "../auth/api-context.ts";
import { hoursParams, readParams } from "./params.ts";

/** `GET /api/v1/resource` */
export const resourceHandler: RequestHandler = async (_req, res) => {
  res.json(await readResource(ctxOf(res)));
};

/** `GET /api/v1/ledger` */
export const ledgerHandler: RequestHandler = async (req, res) => {
  res.json(await readLedger(ctxOf(res), readParams(hoursParams, req)));
};
