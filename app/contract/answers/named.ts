import type { z } from "zod";
import * as access from "./access.ts";
import * as alerts from "./alerts.ts";
import * as audit from "./audit.ts";
import * as bucket from "./bucket.ts";
import * as changes from "./changes.ts";
import { line } from "./line.ts";
import * as logs from "./logs.ts";
import * as parts from "./parts.ts";
import * as resource from "./resource.ts";
import * as searches from "./searches.ts";
import * as stats from "./stats.ts";

/**
 * Schemas that the OpenAPI document names, once, wherever they are used. A name is what a generated client calls the
 * type, so it is never changed; what is not here is written out where it stands.
 */
export const NAMED: Readonly<Record<string, z.ZodType>> = {
  Problem: parts.problem,
  QueryDiagnostic: parts.queryDiagnostic,
  App: parts.app,
  Line: line,
  ChangeMark: logs.change,
  Change: changes.changeAnswer,
  Facet: logs.facet,
  RouterStats: stats.routerStats,
  DynoStats: stats.dynoStats,
  Attachment: resource.attachmentAnswer,
  ManualDrain: access.manualDrainAnswer,
  ApiToken: access.apiTokenAnswer,
  SavedSearch: searches.savedSearchAnswer,
  Alert: alerts.alertAnswer,
  AlertEvent: alerts.alertEventAnswer,
  Bucket: bucket.bucketAnswer,
  AuditSource: audit.auditSource,
  AuditJob: audit.auditJob,
  AuditProblem: audit.auditProblem,
};
