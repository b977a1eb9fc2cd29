import { pipeline } from "node:stream/promises";
import type { RequestHandler } from "express";
import { z } from "zod";
import type { Config } from "../../config.ts";
import { exportEvidence } from "../../domain/audit/export-evidence.ts";
import { listArchives } from "../../domain/audit/list-archives.ts";
import { OLDEST_MONTH } from "../../domain/audit/month.ts";
import { requestBackfill } from "../../domain/audit/request-backfill.ts";
import { evidenceKeyOf } from "../../lib/evidence-key.ts";
import { ctxOf } from "../auth/api-context.ts";
import { uuidParam } from "../uuid-param.ts";
import { bodyOf, readBody } from "./read-body.ts";

export const backfillRequest = bodyOf({ from: z.string("must be a month, like 2017-01").default(OLDEST_MONTH) });

/** `GET /api/v1/audit/sources/:id/archives` */
export const archivesHandler: RequestHandler = async (req, res) => {
  res.json(await listArchives(ctxOf(res), { id: uuidParam(req, "audit.source_not_found") }));
};

/** `POST /api/v1/audit/sources/:id/backfill` */
export const backfillHandler: RequestHandler = async (req, res) => {
  const { from } = readBody(backfillRequest, req);
  res.status(202).json(await requestBackfill(ctxOf(res), { sourceId: uuidParam(req, "audit.source_not_found"), from }));
};

/** `GET /api/v1/audit/sources/:id/evidence`: written as fast as the client reads. HEAD gets the headers. */
export const evidenceHandler: RequestHandler = async (req, res) => {
  const { name, open } = await exportEvidence(ctxOf(res), { id: uuidParam(req, "audit.source_not_found") });
  const bytes = req.method === "HEAD" ? null : await open();
  res.writeHead(200, {
    "Content-Type": "application/x-tar",
    "Content-Disposition": `attachment; filename="${name}"`,
    "Cache-Control": "no-store",
  });
  if (bytes === null) res.end();
  else await pipeline(bytes, res);
};

/** `GET /.well-known/draintrail-evidence-keys.json`: public keys by which evidence of ours can be checked, the current first. */
export function evidenceKeysHandler({ encryptionKeys }: Pick<Config, "encryptionKeys">): RequestHandler {
  const keys = encryptionKeys.map(evidenceKeyOf);
  const answer = { keys: keys.map(({ id, publicKeyPem }) => ({ id, algorithm: "Ed25519", public_key: publicKeyPem })) };
  return (_req, res) => {
    res.json(answer);
  };
}
