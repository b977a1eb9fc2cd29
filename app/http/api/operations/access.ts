import * as access from "../../../contract/answers/access.ts";
import { adminsAnswer } from "../../../contract/answers/admins.ts";
import { adminsBody } from "../admins.ts";
import { newDrain } from "../drains.ts";
import { newToken } from "../tokens.ts";
import type { Operation } from "./operation.ts";

/** What lets lines in, programs read them, and people change things. */
export const ACCESS: readonly Operation[] = [
  { method: "get", path: "/drains", summary: "Manual drains", answer: access.manualDrainsAnswer },
  {
    method: "post",
    path: "/drains",
    summary: "Make a manual drain",
    body: newDrain,
    status: 201,
    scope: "admin",
    answer: access.manualDrainSecretAnswer,
  },
  {
    method: "post",
    path: "/drains/{id}/rotate",
    summary: "A new secret for a manual drain",
    scope: "admin",
    answer: access.manualDrainRotatedAnswer,
  },
  { method: "delete", path: "/drains/{id}", summary: "Revoke a manual drain", status: 204, scope: "admin" },
  { method: "get", path: "/admins", summary: "Who may change things", answer: adminsAnswer },
  {
    method: "put",
    path: "/admins",
    summary: "These people may change things, and others look; null: everybody whom Heroku lets in",
    body: adminsBody,
    scope: "admin",
    answer: adminsAnswer,
  },
  { method: "get", path: "/tokens", summary: "API tokens", scope: "admin", answer: access.apiTokensAnswer },
  {
    method: "post",
    path: "/tokens",
    summary: "Make an API token",
    body: newToken,
    status: 201,
    scope: "admin",
    answer: access.apiTokenSecretAnswer,
  },
  { method: "delete", path: "/tokens/{id}", summary: "Revoke an API token", status: 204, scope: "admin" },
];
