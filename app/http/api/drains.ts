import type { RequestHandler } from "express";
import { z } from "zod";
import { MANUAL_DRAIN_NAME_CHARS_MAX } from "../../contract/limits.ts";
import { createManualDrain } from "../../domain/drains/create-manual-drain.ts";
import { listManualDrains } from "../../domain/drains/list-manual-drains.ts";
import { revokeManualDrain } from "../../domain/drains/revoke-manual-drain.ts";
import { rotateManualDrain } from "../../domain/drains/rotate-manual-drain.ts";
import { ctxOf } from "../auth/api-context.ts";
import { uuidParam } from "../uuid-param.ts";
import { nameMember } from "./name-member.ts";
import { bodyOf, readBody } from "./read-body.ts";

export const newDrain = bodyOf({
  name: nameMember(MANUAL_DRAIN_NAME_CHARS_MAX),
  pin_token: z.boolean("must be true or false").default(false),
});

/** `GET /api/v1/drains` */
export const listDrainsHandler: RequestHandler = async (_req, res) => {
  res.json(await listManualDrains(ctxOf(res)));
};

/** `POST /api/v1/drains` */
export const createDrainHandler: RequestHandler = async (req, res) => {
  const { name, pin_token } = readBody(newDrain, req);
  const drain = await createManualDrain(ctxOf(res), { name, isPinning: pin_token });
  // The answer holds a secret: no cache on the way may keep it.
  res.status(201).set("Cache-Control", "no-store").json(drain);
};

/** `POST /api/v1/drains/:id/rotate` */
export const rotateDrainHandler: RequestHandler = async (req, res) => {
  const drain = await rotateManualDrain(ctxOf(res), { id: uuidParam(req, "drain.not_found") });
  res.set("Cache-Control", "no-store").json(drain);
};

/** `DELETE /api/v1/drains/:id` */
export const revokeDrainHandler: RequestHandler = async (req, res) => {
  await revokeManualDrain(ctxOf(res), { id: uuidParam(req, "drain.not_found") });
  res.status(204).end();
};
