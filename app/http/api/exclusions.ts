import type { RequestHandler } from "express";
import { z } from "zod";
import { EXCLUSION_NAME_CHARS_MAX, EXCLUSION_QUERY_CHARS_MAX } from "../../contract/limits.ts";
import { changeExclusion } from "../../domain/exclusions/change-exclusion.ts";
import { createExclusion } from "../../domain/exclusions/create-exclusion.ts";
import { listExclusions } from "../../domain/exclusions/list-exclusions.ts";
import { readExclusionHours } from "../../domain/exclusions/read-exclusion-hours.ts";
import { removeExclusion } from "../../domain/exclusions/remove-exclusion.ts";
import { ctxOf } from "../auth/api-context.ts";
import { uuidParam } from "../uuid-param.ts";
import { nameMember } from "./name-member.ts";
import { hoursParams, readParams } from "./params.ts";
import { queryMember } from "./query-member.ts";
import { bodyOf, readBody } from "./read-body.ts";

const name = nameMember(EXCLUSION_NAME_CHARS_MAX);
const query = queryMember
  .min(1, "must not be empty")
  .max(EXCLUSION_QUERY_CHARS_MAX, `must have at most ${EXCLUSION_QUERY_CHARS_MAX} characters`);

export const newExclusion = bodyOf({ name, query });
export const exclusionChanges = bodyOf({
  name: name.optional(),
  query: query.optional(),
  is_active: z.boolean("must be true or false").optional(),
}).refine(
  (changes) => Object.values(changes).some((value) => value !== undefined),
  "must have a name, a query or is_active",
);

/** `GET /api/v1/exclusions` */
export const listExclusionsHandler: RequestHandler = async (_req, res) => {
  res.json(await listExclusions(ctxOf(res)));
};

/** `POST /api/v1/exclusions` */
export const createExclusionHandler: RequestHandler = async (req, res) => {
  res.status(201).json(await createExclusion(ctxOf(res), readBody(newExclusion, req)));
};

/** `PATCH /api/v1/exclusions/:id` */
export const changeExclusionHandler: RequestHandler = async (req, res) => {
  const changes = readBody(exclusionChanges, req);
  res.json(await changeExclusion(ctxOf(res), { id: uuidParam(req, "exclusion.not_found"), ...changes }));
};

/** `DELETE /api/v1/exclusions/:id` */
export const removeExclusionHandler: RequestHandler = async (req, res) => {
  await removeExclusion(ctxOf(res), { id: uuidParam(req, "exclusion.not_found") });
  res.status(204).end();
};

/** `GET /api/v1/exclusions/:id/hours` */
export const exclusionHoursHandler: RequestHandler = async (req, res) => {
  const range = readParams(hoursParams, req);
  res.json(await readExclusionHours(ctxOf(res), { id: uuidParam(req, "exclusion.not_found"), ...range }));
};
