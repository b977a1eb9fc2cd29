import type { Request, RequestHandler } from "express";
import { z } from "zod";
import { addSource } from "../../domain/audit/add-source.ts";
import { changeSource } from "../../domain/audit/change-source.ts";
import { listConnectionAccounts } from "../../domain/audit/connect-heroku.ts";
import type { GivenCredential } from "../../domain/audit/given-credential.ts";
import { listSources, readJob } from "../../domain/audit/read-sources.ts";
import { removeSource } from "../../domain/audit/remove-source.ts";
import { requestJob } from "../../domain/audit/request-job.ts";
import { Fault } from "../../errors.ts";
import { ctxOf } from "../auth/api-context.ts";
import { uuidParam } from "../uuid-param.ts";
import { readParams } from "./params.ts";
import { bodyOf, readBody } from "./read-body.ts";

/** Printable and without spaces, as every token of Heroku's was: goes into a header as it is. */
const apiToken = z
  .string("must be a string")
  .trim()
  .min(1, "must not be empty")
  .max(500, "must have at most 500 characters")
  .regex(/^[\x21-\x7e]+$/, "must be a token, without spaces");
const connectionId = z.guid("must be the id of a connection");

export const newAuditSource = bodyOf({
  enterprise_account: z
    .string("must be the account's id or name")
    .trim()
    .min(1, "must not be empty")
    .max(200, "must have at most 200 characters"),
  api_token: apiToken.optional(),
  connection_id: connectionId.optional(),
});

export const auditSourceChange = bodyOf({
  status: z.enum(["active", "paused"], { error: "must be active or paused" }).optional(),
  api_token: apiToken.optional(),
  connection_id: connectionId.optional(),
});

export const auditRemovalParams = z.object({
  keep: z.enum(["true", "false"], { error: "must be true or false" }).default("true"),
});

export const auditAccountsParams = z.object({ connection: connectionId });

/** `GET /api/v1/audit/sources` */
export const listAuditSourcesHandler: RequestHandler = async (_req, res) => {
  res.json(await listSources(ctxOf(res)));
};

/** `POST /api/v1/audit/sources` */
export const addAuditSourceHandler: RequestHandler = async (req, res) => {
  const { enterprise_account, ...given } = readBody(newAuditSource, req);
  const credential = readGiven(given);
  if (!credential) throw badMember("api_token", "or connection_id must be given");
  res.status(201).json(await addSource(ctxOf(res), { account: enterprise_account, credential }));
};

/** `PATCH /api/v1/audit/sources/:id` */
export const changeAuditSourceHandler: RequestHandler = async (req, res) => {
  const { status, ...given } = readBody(auditSourceChange, req);
  const credential = readGiven(given);
  res.json(await changeSource(ctxOf(res), { id: sourceId(req), status, credential }));
};

/** `DELETE /api/v1/audit/sources/:id` */
export const removeAuditSourceHandler: RequestHandler = async (req, res) => {
  const { keep } = readParams(auditRemovalParams, req);
  await removeSource(ctxOf(res), { id: sourceId(req), isKept: keep === "true" });
  res.status(204).end();
};

/** `POST /api/v1/audit/sources/:id/validate` and `/poll` */
export const requestAuditJobHandler =
  (kind: "validate" | "poll"): RequestHandler =>
  async (req, res) => {
    res.status(202).json(await requestJob(ctxOf(res), { sourceId: sourceId(req), kind }));
  };

/** `GET /api/v1/audit/jobs/:id` */
export const auditJobHandler: RequestHandler = async (req, res) => {
  res.json(await readJob(ctxOf(res), { id: uuidParam(req, "audit.job_not_found") }));
};

/** `GET /api/v1/audit/accounts` */
export const auditAccountsHandler: RequestHandler = async (req, res) => {
  const { connection } = readParams(auditAccountsParams, req);
  res.json(await listConnectionAccounts(ctxOf(res), { connectionId: connection }));
};

/** @throws Fault body.bad_member when both are given */
function readGiven(given: {
  api_token?: string | undefined;
  connection_id?: string | undefined;
}): GivenCredential | undefined {
  if (given.api_token !== undefined && given.connection_id !== undefined)
    throw badMember("connection_id", "must not be given beside api_token");
  if (given.api_token !== undefined) return { apiToken: given.api_token };
  return given.connection_id === undefined ? undefined : { connectionId: given.connection_id };
}

function badMember(field: string, problem: string): Fault {
  return new Fault("body.bad_member", { fill: { field, problem } });
}

function sourceId(req: Request): string {
  return uuidParam(req, "audit.source_not_found");
}
