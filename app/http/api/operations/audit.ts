import * as audit from "../../../contract/answers/audit.ts";
import { auditAccountsParams, auditRemovalParams, auditSourceChange, newAuditSource } from "../audit.ts";
import { backfillRequest } from "../audit-archives.ts";
import type { Operation } from "./operation.ts";

/** The enterprise audit trail. */
export const AUDIT: readonly Operation[] = [
  {
    method: "get",
    path: "/audit/sources/{id}/archives",
    summary: "What each month's archive proves",
    answer: audit.auditArchivesAnswer,
  },
  {
    method: "get",
    path: "/audit/sources/{id}/evidence",
    summary: "The original archives and a signed manifest",
    types: ["application/x-tar"],
  },
  {
    method: "post",
    path: "/audit/sources/{id}/backfill",
    summary: "Fetch the archives of months past",
    body: backfillRequest,
    answer: audit.auditJob,
    status: 202,
    scope: "admin",
  },
  {
    method: "get",
    path: "/audit/sources",
    summary: "Enterprise accounts whose audit trail is collected",
    answer: audit.auditSourcesAnswer,
  },
  {
    method: "post",
    path: "/audit/sources",
    refusal: "AuditProblem",
    summary: "Opt an enterprise account in",
    body: newAuditSource,
    status: 201,
    scope: "admin",
    answer: audit.auditSource,
  },
  {
    method: "patch",
    path: "/audit/sources/{id}",
    refusal: "AuditProblem",
    summary: "Pause, resume, or give another credential",
    body: auditSourceChange,
    scope: "admin",
    answer: audit.auditSource,
  },
  {
    method: "delete",
    path: "/audit/sources/{id}",
    summary: "Stop collecting, and wipe the credential",
    query: auditRemovalParams,
    status: 204,
    scope: "admin",
  },
  {
    method: "post",
    path: "/audit/sources/{id}/validate",
    summary: "Check the credential again",
    status: 202,
    scope: "admin",
    answer: audit.auditJob,
  },
  {
    method: "post",
    path: "/audit/sources/{id}/poll",
    summary: "Poll now",
    status: 202,
    scope: "admin",
    answer: audit.auditJob,
  },
  {
    method: "get",
    path: "/audit/jobs/{id}",
    summary: "What came of a check, a poll or a backfill",
    answer: audit.auditJob,
  },
  {
    method: "get",
    path: "/audit/accounts",
    summary: "What a connection with Heroku sees",
    query: auditAccountsParams,
    scope: "admin",
    answer: audit.auditAccountsAnswer,
  },
];
