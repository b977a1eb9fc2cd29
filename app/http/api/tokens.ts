import type { RequestHandler } from "express";
import { z } from "zod";
import { API_TOKEN_NAME_CHARS_MAX } from "../../contract/limits.ts";
import { createToken } from "../../domain/tokens/create-token.ts";
import { listTokens } from "../../domain/tokens/list-tokens.ts";
import { revokeToken } from "../../domain/tokens/revoke-token.ts";
import { ctxOf } from "../auth/api-context.ts";
import { uuidParam } from "../uuid-param.ts";
import { nameMember } from "./name-member.ts";
import { bodyOf, readBody } from "./read-body.ts";

export const newToken = bodyOf({
  name: nameMember(API_TOKEN_NAME_CHARS_MAX),
  scopes: z
    .array(z.enum(["read", "admin"], { error: "must be read or admin" }), "must be a list")
    .min(1, "must not be empty")
    .max(2, "must be read, admin or both")
    .default(["read"]),
  expires_at: z.iso.datetime({ offset: true, error: "must be an ISO 8601 time" }).nullable().default(null),
});

/** `GET /api/v1/tokens` */
export const listTokensHandler: RequestHandler = async (_req, res) => {
  res.json(await listTokens(ctxOf(res)));
};

/** `POST /api/v1/tokens` */
export const createTokenHandler: RequestHandler = async (req, res) => {
  const { name, scopes, expires_at } = readBody(newToken, req);
  const token = await createToken(ctxOf(res), {
    name,
    scopes,
    expiresAt: expires_at === null ? null : new Date(expires_at),
  });
  // The answer holds the token: no cache on the way may keep it.
  res.status(201).set("Cache-Control", "no-store").json(token);
};

/** `DELETE /api/v1/tokens/:id` */
export const revokeTokenHandler: RequestHandler = async (req, res) => {
  await revokeToken(ctxOf(res), { id: uuidParam(req, "token.not_found") });
  res.status(204).end();
};
