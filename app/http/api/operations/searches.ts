import * as searches from "../../../contract/answers/searches.ts";
import { newSearch, searchChanges } from "../searches.ts";
import type { Operation } from "./operation.ts";

/** Searches that are kept under a name. */
export const SEARCHES: readonly Operation[] = [
  { method: "get", path: "/searches", summary: "Saved searches", answer: searches.savedSearchesAnswer },
  {
    method: "post",
    path: "/searches",
    summary: "Save a search",
    body: newSearch,
    status: 201,
    scope: "admin",
    answer: searches.savedSearchAnswer,
  },
  {
    method: "patch",
    path: "/searches/{id}",
    summary: "Another name or query for a saved search",
    body: searchChanges,
    scope: "admin",
    answer: searches.savedSearchAnswer,
  },
  { method: "delete", path: "/searches/{id}", summary: "Remove a saved search", status: 204, scope: "admin" },
];
