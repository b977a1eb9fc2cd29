import express, { type RequestHandler, type Router } from "express";
import type { Services } from "../../context.ts";
import { apiContext } from "../auth/api-context.ts";
import type { OpenCalls } from "../auth/open-calls.ts";
import { apiRateLimit } from "../auth/rate-limit.ts";
import { mayTry, mayWrite, requireScope } from "../auth/scope.ts";
import { activityHandler } from "./activity.ts";
import { adminsHandler, changeAdminsHandler } from "./admins.ts";
import {
  alertEventsHandler,
  alertPreviewHandler,
  changeAlertHandler,
  createAlertHandler,
  listAlertsHandler,
  removeAlertHandler,
  testAlertHandler,
} from "./alerts.ts";
import {
  addAuditSourceHandler,
  auditAccountsHandler,
  auditJobHandler,
  changeAuditSourceHandler,
  listAuditSourcesHandler,
  removeAuditSourceHandler,
  requestAuditJobHandler,
} from "./audit.ts";
import { archivesHandler, backfillHandler, evidenceHandler } from "./audit-archives.ts";
import { bucketHandler, bucketHoursHandler, keepBucketHandler, removeBucketHandler } from "./bucket.ts";
import { changeHandler, changesAroundHandler, changesHandler, changesHistogramHandler } from "./changes.ts";
import { changesExportHandler } from "./changes-export.ts";
import { createDrainHandler, listDrainsHandler, revokeDrainHandler, rotateDrainHandler } from "./drains.ts";
import {
  changeExclusionHandler,
  createExclusionHandler,
  exclusionHoursHandler,
  listExclusionsHandler,
  removeExclusionHandler,
} from "./exclusions.ts";
import { exportHandler } from "./export.ts";
import { contextHandler, fieldsHandler, histogramHandler, logsHandler, traceHandler } from "./logs.ts";
import { openapiHandler } from "./openapi.ts";
import {
  changeRedactionHandler,
  previewRedactionHandler,
  redactionHandler,
  redactionHoursHandler,
} from "./redaction.ts";
import { ledgerHandler, resourceHandler } from "./resource.ts";
import { changeSearchHandler, listSearchesHandler, removeSearchHandler, saveSearchHandler } from "./searches.ts";
import { dynoStatsHandler, routerStatsHandler } from "./stats.ts";
import { tailHandler } from "./tail.ts";
import { createTokenHandler, listTokensHandler, revokeTokenHandler } from "./tokens.ts";
import { visitsHandler } from "./visits.ts";

/** A call's JSON is a few KB. */
const BODY_LIMIT = "100kb";

/** `/api/v1`: for whoever has a session of the dashboard, or a token. */
export function apiRouter(services: Services, session: RequestHandler, calls: OpenCalls): Router {
  const { questions, downloads, tails } = calls;
  const body = express.json({ limit: BODY_LIMIT });
  const api = express.Router();
  api.use(session, apiContext(services), apiRateLimit(services), requireScope("read"));
  api.get("/resource", questions(resourceHandler));
  api.get("/logs", questions(logsHandler));
  api.get("/logs/histogram", questions(histogramHandler));
  api.get("/logs/fields", questions(fieldsHandler));
  api.get("/logs/export", downloads(exportHandler));
  api.get("/logs/tail", tails(tailHandler));
  api.get("/logs/trace/:request_id", questions(traceHandler));
  api.get("/logs/:id/context", questions(contextHandler));
  api.get("/searches", listSearchesHandler);
  api.post("/searches", mayWrite, body, saveSearchHandler);
  api.patch("/searches/:id", mayWrite, body, changeSearchHandler);
  api.delete("/searches/:id", mayWrite, removeSearchHandler);
  api.get("/alerts", listAlertsHandler);
  api.post("/alerts", mayWrite, body, createAlertHandler);
  api.get("/alerts/preview", questions(alertPreviewHandler));
  api.patch("/alerts/:id", mayWrite, body, changeAlertHandler);
  api.delete("/alerts/:id", mayWrite, removeAlertHandler);
  api.post("/alerts/:id/test", mayWrite, questions(testAlertHandler));
  api.get("/alerts/:id/events", alertEventsHandler);
  api.get("/exclusions", listExclusionsHandler);
  api.post("/exclusions", mayWrite, body, createExclusionHandler);
  api.patch("/exclusions/:id", mayWrite, body, changeExclusionHandler);
  api.delete("/exclusions/:id", mayWrite, removeExclusionHandler);
  api.get("/exclusions/:id/hours", exclusionHoursHandler);
  api.get("/redaction", redactionHandler);
  api.put("/redaction", mayWrite, body, changeRedactionHandler);
  api.post("/redaction/preview", mayTry, body, questions(previewRedactionHandler));
  api.get("/redaction/hours", redactionHoursHandler);
  api.get("/bucket", bucketHandler);
  api.put("/bucket", mayWrite, body, questions(keepBucketHandler));
  api.delete("/bucket", mayWrite, removeBucketHandler);
  api.get("/bucket/hours", bucketHoursHandler);
  api.get("/changes", questions(changesHandler));
  api.get("/changes/histogram", questions(changesHistogramHandler));
  api.get("/changes/around", questions(changesAroundHandler));
  api.get("/changes/export", downloads(changesExportHandler));
  api.get("/changes/:id", questions(changeHandler));
  api.get("/stats/router", questions(routerStatsHandler));
  api.get("/stats/dynos", questions(dynoStatsHandler));
  api.get("/ledger", ledgerHandler);
  api.get("/drains", questions(listDrainsHandler));
  api.post("/drains", mayWrite, body, createDrainHandler);
  api.post("/drains/:id/rotate", mayWrite, questions(rotateDrainHandler));
  api.delete("/drains/:id", mayWrite, revokeDrainHandler);
  // Also to list them: who may only read has no business with the others' names.
  api.get("/tokens", requireScope("admin"), listTokensHandler);
  api.post("/tokens", mayWrite, body, createTokenHandler);
  api.delete("/tokens/:id", mayWrite, revokeTokenHandler);
  api.get("/audit/sources/:id/archives", archivesHandler);
  api.get("/audit/sources/:id/evidence", downloads(evidenceHandler));
  api.post("/audit/sources/:id/backfill", mayWrite, body, backfillHandler);
  api.get("/visits", visitsHandler);
  api.get("/admins", adminsHandler);
  api.put("/admins", mayWrite, body, changeAdminsHandler);
  // Names of tokens are in it, too.
  api.get("/activity", requireScope("admin"), activityHandler);
  api.get("/audit/sources", listAuditSourcesHandler);
  api.post("/audit/sources", mayWrite, body, addAuditSourceHandler);
  api.patch("/audit/sources/:id", mayWrite, body, changeAuditSourceHandler);
  api.delete("/audit/sources/:id", mayWrite, removeAuditSourceHandler);
  api.post("/audit/sources/:id/validate", mayWrite, requestAuditJobHandler("validate"));
  api.post("/audit/sources/:id/poll", mayWrite, requestAuditJobHandler("poll"));
  api.get("/audit/jobs/:id", auditJobHandler);
  // What a person's Heroku account sees is no reader's business.
  api.get("/audit/accounts", requireScope("admin"), auditAccountsHandler);
  api.get("/openapi.json", openapiHandler(services.config.baseUrl));
  return api;
}
