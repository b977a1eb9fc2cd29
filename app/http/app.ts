import type { RequestListener } from "node:http";
import express, { type Express } from "express";
import { pinoHttp } from "pino-http";
import type { Services } from "../context.ts";
import type { Door } from "../domain/logs/accept-frame.ts";
import { describeError } from "../lib/log.ts";
import type { TurnLimits } from "../lib/turns.ts";
import { evidenceKeysHandler } from "./api/audit-archives.ts";
import { apiRouter } from "./api/router.ts";
import { apiContext } from "./auth/api-context.ts";
import { openCalls } from "./auth/open-calls.ts";
import { operatorBasic, partnerBasic } from "./auth/partner-basic.ts";
import { apiRateLimit } from "./auth/rate-limit.ts";
import { requireScope } from "./auth/scope.ts";
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
import { otlpLogsHandler } from "./otlp/logs-handler.ts";
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

  // An exporter appends the signal to its endpoint; one that is told the whole address appends nothing.
  app.post(["/otlp/v1/logs", "/otlp"], otlpLogsHandler(services, options.door));
  app.all("/otlp/v1/logs", methodNotAllowed("POST"));

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

  const calls = openCalls(options.questionLimits);
  app.use("/api/v1", apiRouter(services, session, calls));

  // No session: a browser sends its cookie to whatever page asks, and this is for programs, which have a token.
  const mcp = [apiContext(services), apiRateLimit(services), requireScope("read"), express.json({ limit: BODY_LIMIT })];
  app.post("/mcp", ...mcp, calls.questions(mcpHandler));
  app.all("/mcp", methodNotAllowed("POST"));

  app.get("/audit/connect", session, apiContext(services), connectHandler);
  app.get("/oauth/callback", session, apiContext(services), oauthCallbackHandler);

  app.get(ERRORS_PATH, errorsPage(config.addon.id));
  app.use(dashboard(config.addon.id));
  app.use(notFound);
  app.use(errorResponse(log, config));
  return app;
}
