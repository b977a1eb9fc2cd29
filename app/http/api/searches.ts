import type { RequestHandler } from "express";
import { SAVED_SEARCH_NAME_CHARS_MAX } from "../../contract/limits.ts";
import { changeSearch } from "../../domain/searches/change-search.ts";
import { listSearches } from "../../domain/searches/list-searches.ts";
import { removeSearch } from "../../domain/searches/remove-search.ts";
import { saveSearch } from "../../domain/searches/save-search.ts";
import { ctxOf } from "../auth/api-context.ts";
import { uuidParam } from "../uuid-param.ts";
import { nameMember } from "./name-member.ts";
import { queryMember } from "./query-member.ts";
import { bodyOf, readBody } from "./read-body.ts";

const name = nameMember(SAVED_SEARCH_NAME_CHARS_MAX);

const query = queryMember.min(1, "must not be empty");

export const newSearch = bodyOf({ name, query });
export const searchChanges = bodyOf({ name: name.optional(), query: query.optional() }).refine(
  (changes) => changes.name !== undefined || changes.query !== undefined,
  "must have a name or a query",
);

/** `GET /api/v1/searches` */
export const listSearchesHandler: RequestHandler = async (_req, res) => {
  res.json(await listSearches(ctxOf(res)));
};

/** `POST /api/v1/searches` */
export const saveSearchHandler: RequestHandler = async (req, res) => {
  res.status(201).json(await saveSearch(ctxOf(res), readBody(newSearch, req)));
};

/** `PATCH /api/v1/searches/:id` */
export const changeSearchHandler: RequestHandler = async (req, res) => {
  const changes = readBody(searchChanges, req);
  res.json(await changeSearch(ctxOf(res), { id: uuidParam(req, "search.not_found"), ...changes }));
};

/** `DELETE /api/v1/searches/:id` */
export const removeSearchHandler: RequestHandler = async (req, res) => {
  await removeSearch(ctxOf(res), { id: uuidParam(req, "search.not_found") });
  res.status(204).end();
};
