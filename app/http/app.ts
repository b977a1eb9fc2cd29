import type { RequestListener } from "node:http";
import express, { type Express } from "express";
import { pinoHttp } from "pino-http";
import type { Services } from "../context.ts";
import type { Door } from "../domain/logs/accept-frame.ts";
import { describeError } from "../lib/log.ts";
import type { TurnLimits } from "../lib/turns.ts";
import { activityHandler } from "./api/activity.ts";
import {
  alertEventsHandler,
  alertPreviewHandler,
  changeAlertHandler,
  createAlertHandler,
  listAlertsHandler,
  removeAlertHandler,
  testAlertHandler,
} from "./api/alerts.ts";
import {
  addAuditSourceHandler,
  auditAccountsHandler,
  auditJobHandler,
  changeAuditSourceHandler,
  listAuditSourcesHandler,
  removeAuditSourceHandler,
  requestAuditJobHandler,
} from "./api/audit.ts";
import { archivesHandler, backfillHandler, evidenceHandler, evidenceKeysHandler } from "./api/audit-archives.ts";
import { bucketHandler, bucketHoursHandler, keepBucketHandler, removeBucketHandler } from "./api/bucket.ts";
import { changeHandler, changesAroundHandler, changesHandler, changesHistogramHandler } from "./api/changes.ts";
import { changesExportHandler } from "./api/changes-export.ts";
import { createDrainHandler, listDrainsHandler, revokeDrainHandler, rotateDrainHandler } from "./api/drains.ts";
import {
  changeExclusionHandler,
  createExclusionHandler,
  exclusionHoursHandler,
  listExclusionsHandler,
  removeExclusionHandler,
} from "./api/exclusions.ts";
import { exportHandler } from "./api/export.ts";
import { contextHandler, fieldsHandler, histogramHandler, logsHandler, traceHandler } from "./api/logs.ts";
import { openapiHandler } from "./api/openapi.ts";
import {
  changeRedactionHandler,
  previewRedactionHandler,
  redactionHandler,
  redactionHoursHandler,
} from "./api/redaction.ts";
import { ledgerHandler, resourceHandler } from "./api/resource.ts";
import { changeSearchHandler, listSearchesHandler, removeSearchHandler, saveSearchHandler } from "./api/searches.ts";
import { dynoStatsHandler, routerStatsHandler } from "./api/stats.ts";
import { tailHandler } from "./api/tail.ts";
import { createTokenHandler, listTokensHandler, revokeTokenHandler } from "./api/tokens.ts";
import { visitsHandler } from "./api/visits.ts";
import { apiContext } from "./auth/api-context.ts";
import { openCalls } from "./auth/open-calls.ts";
import { operatorBasic, partnerBasic } from "./auth/partner-basic.ts";
import { apiRateLimit } from "./auth/rate-limit.ts";
import { mayTry, mayWrite, requireScope } from "./auth/scope.ts";
import { requireSameOrigin, sessionCookie } from "./auth/session.ts";
import { connectHandler, oauthCallbackHandler } from "./dashboard/connect-heroku.ts";
import { logoutHandler } from "./dashboard/logout.ts";
import { cspNonce, dashboard, securityHeaders } from "./dashboard/pages.ts";
import { errorsPage } from "./docs/errors-page.ts";
import { framesHandler } from "./drain/frames.ts";
import { answerErrors, errorResponse, methodNotAllowed, notFound } from "./error-response.ts";
import { healthz, type Readiness, readyz } from "./health.ts";
import { mcpHandler } from "./mcp/mcp-handler.ts";
import { metricsHandler } from "./operator/metrics.ts";
import { queuesPage } from "./operator/queues-page.ts";
import { changePlanHandler } from "./partner/resources/change-plan.ts";
import { deprovisionHandler } from "./partner/resources/deprovision.ts";
import { provisionHandler } from "./partner/resources/provision.ts";
import { ssoLoginHandler } from "./partner/sso-login.ts";
import { webhooksHandler } from "./partner/webhooks.ts";

export interface HttpOptions {
  door: Door;
  readiness: Readiness;
  /** How long a 503 to Logplex is held; tests choose. */
  drainHoldMs?: { min: number; max: number };
  /** How many questions of a resource are answered at a time, and how many wait; tests choose. */
  questionLimits?: TurnLimits;
}

/** Public: an auditor who checks a signature need not be a customer. */
const EVIDENCE_KEYS_PATH = "/.well-known/draintrail-evidence-keys.json";

const QUEUES_PATH = "/queues";

/** Public: `type` of every problem document points there. */
const ERRORS_PATH = "/docs/errors";

/** A partner call is a few KB of JSON; an SSO form less. */
const BODY_LIMIT = "100kb";

/** An event carries a whole object and what it was before; the largest seen are tens of KB. */
const WEBHOOK_LIMIT = "1mb";

/** What the server listens with: the drain first and by itself, because it is the hot path; then Express and its routes. */
export function createRequestListener(services: Services, options: HttpOptions): RequestListener {
  const takeFrame = framesHandler(services, options.door, options.drainHoldMs);
  const app = createHttpApp(services, options);
  return (req, res) => {
    if (isDrain(req.url ?? "")) void takeFrame(req, res);
    else app(req, res);
  };
}

/** `/drain`, as leniently as Express reads a path: any case, a slash at the end, a query behind. */
function isDrain(url: string): boolean {
  return url === "/drain" || /^\/drain\/?(\?|$)/i.test(url);
}

/** Every route but the drain's, in the order in which they are asked. */
function createHttpApp(services: Services, options: HttpOptions): Express {
  const { config, log } = services;
  const app = express();
  app.disable("x-powered-by");
  app.use(answerErrors(log));
  // Heroku's router adds exactly one hop; trusting more would let a sender write its own address.
  app.set("trust proxy", config.isProduction ? 1 : false);
  app.set("etag", false);

  app.get("/healthz", healthz);
  app.get("/readyz", readyz(services, options.readiness));
  app.get(EVIDENCE_KEYS_PATH, evidenceKeysHandler(config));

  app.use(cspNonce, securityHeaders(config.isProduction));
  app.use(
    pinoHttp({
      logger: log,
      customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? "warn" : "debug"),
      wrapSerializers: false, // else ours would be given what pino's own made, all members of an error included
      serializers: {
        req: (req: express.Request) => ({ method: req.method, path: req.originalUrl.split("?")[0] }),
        res: (res: { statusCode: number }) => ({ status: res.statusCode }),
        err: describeError,
      },
    }),
  );

  // Ahead of the partner routes: a delivery is authenticated by its signature, not by a password.
  app.post(
    ["/heroku/webhooks", "/heroku/webhooks/:resourceId"],
    express.raw({ limit: WEBHOOK_LIMIT, type: () => true }),
    webhooksHandler(services),
  );

  const partner = express.Router();
  // Authentication precedes everything, also reading the body.
  partner.use(partnerBasic(config.addon), express.json({ limit: BODY_LIMIT, type: () => true }));
  partner.post("/resources", provisionHandler(services));
  partner.put("/resources/:uuid", changePlanHandler(services));
  partner.delete("/resources/:uuid", deprovisionHandler(services));
  app.use("/heroku", partner);

  const session = sessionCookie({ secret: config.sessionSecret, isSecure: config.isProduction });
  app.post(
    "/sso/login",
    session,
    express.urlencoded({ extended: false, limit: BODY_LIMIT }),
    ssoLoginHandler(services),
  );
  app.all("/sso/login", methodNotAllowed("POST"));
  app.post("/logout", session, requireSameOrigin, logoutHandler(services));

  // Without a password nobody may read them; without a route the dashboard would answer with its page.
  if (config.operatorPassword === null) app.use(["/metrics", QUEUES_PATH], notFound);
  else {
    app.get("/metrics", operatorBasic(config.operatorPassword), metricsHandler(services));
    app.use(QUEUES_PATH, operatorBasic(config.operatorPassword), queuesPage(services, QUEUES_PATH));
  }

  const api = express.Router();
  api.use(session, apiContext(services), apiRateLimit(services), requireScope("read"));
  const { questions, downloads, tails } = openCalls(options.questionLimits);
  api.get("/resource", questions(resourceHandler));
  api.get("/logs", questions(logsHandler));
  api.get("/logs/histogram", questions(histogramHandler));
  api.get("/logs/fields", questions(fieldsHandler));
  api.get("/logs/export", downloads(exportHandler));
  api.get("/logs/tail", tails(tailHandler));
  api.get("/logs/trace/:request_id", questions(traceHandler));
  api.get("/logs/:id/context", questions(contextHandler));
  api.get("/searches", listSearchesHandler);
  api.post("/searches", mayWrite, express.json({ limit: BODY_LIMIT }), saveSearchHandler);
  api.patch("/searches/:id", mayWrite, express.json({ limit: BODY_LIMIT }), changeSearchHandler);
  api.delete("/searches/:id", mayWrite, removeSearchHandler);
  api.get("/alerts", listAlertsHandler);
  api.post("/alerts", mayWrite, express.json({ limit: BODY_LIMIT }), createAlertHandler);
  api.get("/alerts/preview", questions(alertPreviewHandler));
  api.patch("/alerts/:id", mayWrite, express.json({ limit: BODY_LIMIT }), changeAlertHandler);
  api.delete("/alerts/:id", mayWrite, removeAlertHandler);
  api.post("/alerts/:id/test", mayWrite, questions(testAlertHandler));
  api.get("/alerts/:id/events", alertEventsHandler);
  api.get("/exclusions", listExclusionsHandler);
  api.post("/exclusions", mayWrite, express.json({ limit: BODY_LIMIT }), createExclusionHandler);
  api.patch("/exclusions/:id", mayWrite, express.json({ limit: BODY_LIMIT }), changeExclusionHandler);
  api.delete("/exclusions/:id", mayWrite, removeExclusionHandler);
  api.get("/exclusions/:id/hours", exclusionHoursHandler);
  api.get("/redaction", redactionHandler);
  api.put("/redaction", mayWrite, express.json({ limit: BODY_LIMIT }), changeRedactionHandler);
  api.post("/redaction/preview", mayTry, express.json({ limit: BODY_LIMIT }), questions(previewRedactionHandler));
  api.get("/redaction/hours", redactionHoursHandler);
  api.get("/bucket", bucketHandler);
  api.put("/bucket", mayWrite, express.json({ limit: BODY_LIMIT }), questions(keepBucketHandler));
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
  api.post("/drains", mayWrite, express.json({ limit: BODY_LIMIT }), createDrainHandler);
  api.post("/drains/:id/rotate", mayWrite, questions(rotateDrainHandler));
  api.delete("/drains/:id", mayWrite, revokeDrainHandler);
  // Also to list them: who may only read has no business with the others' names.
  api.get("/tokens", requireScope("admin"), listTokensHandler);
  api.post("/tokens", mayWrite, express.json({ limit: BODY_LIMIT }), createTokenHandler);
  api.delete("/tokens/:id", mayWrite, revokeTokenHandler);
  api.get("/audit/sources/:id/archives", archivesHandler);
  api.get("/audit/sources/:id/evidence", downloads(evidenceHandler));
  api.post("/audit/sources/:id/backfill", mayWrite, express.json({ limit: BODY_LIMIT }), backfillHandler);
  api.get("/visits", visitsHandler);
  // Names of tokens are in it, too.
  api.get("/activity", requireScope("admin"), activityHandler);
  api.get("/audit/sources", listAuditSourcesHandler);
  api.post("/audit/sources", mayWrite, express.json({ limit: BODY_LIMIT }), addAuditSourceHandler);
  api.patch("/audit/sources/:id", mayWrite, express.json({ limit: BODY_LIMIT }), changeAuditSourceHandler);
  api.delete("/audit/sources/:id", mayWrite, removeAuditSourceHandler);
  api.post("/audit/sources/:id/validate", mayWrite, requestAuditJobHandler("validate"));
  api.post("/audit/sources/:id/poll", mayWrite, requestAuditJobHandler("poll"));
  api.get("/audit/jobs/:id", auditJobHandler);
  // What a person's Heroku account sees is no reader's business.
  api.get("/audit/accounts", requireScope("admin"), auditAccountsHandler);
  api.get("/openapi.json", openapiHandler(config.baseUrl));
  app.use("/api/v1", api);

  // No session: a browser sends its cookie to whatever page asks, and this is for programs, which have a token.
  const mcp = [apiContext(services), apiRateLimit(services), requireScope("read"), express.json({ limit: BODY_LIMIT })];
  app.post("/mcp", ...mcp, questions(mcpHandler));
  app.all("/mcp", methodNotAllowed("POST"));

  app.get("/audit/connect", session, apiContext(services), connectHandler);
  app.get("/oauth/callback", session, apiContext(services), oauthCallbackHandler);

  app.get(ERRORS_PATH, errorsPage(config.addon.id));
  app.use(dashboard(config.addon.id));
  app.use(notFound);
  app.use(errorResponse(log, config));
  return app;
}
