import * as exclusions from "../../../contract/answers/exclusions.ts";
import { exclusionChanges, newExclusion } from "../exclusions.ts";
import { hoursParams } from "../params.ts";
import type { Operation } from "./operation.ts";

/** Lines that are counted and not stored. */
export const EXCLUSIONS: readonly Operation[] = [
  { method: "get", path: "/exclusions", summary: "Exclusion filters", answer: exclusions.exclusionsAnswer },
  {
    method: "post",
    path: "/exclusions",
    summary: "Store no more lines that match a query",
    body: newExclusion,
    status: 201,
    scope: "admin",
    answer: exclusions.exclusionAnswer,
  },
  {
    method: "patch",
    path: "/exclusions/{id}",
    summary: "Another name or query for an exclusion filter, or switch it off or on",
    body: exclusionChanges,
    scope: "admin",
    answer: exclusions.exclusionAnswer,
  },
  { method: "delete", path: "/exclusions/{id}", summary: "Remove an exclusion filter", status: 204, scope: "admin" },
  {
    method: "get",
    path: "/exclusions/{id}/hours",
    summary: "What an exclusion filter kept out, hour by hour",
    query: hoursParams,
    answer: exclusions.exclusionHoursAnswer,
  },
];
