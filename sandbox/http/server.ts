import { createHash, randomUUID } from "node:crypto";
import express, { type Express, type RequestHandler } from "express";
import type { SandboxContext } from "../context.ts";
import { controlRouter } from "../control/router.ts";
import { addAuthorizeRoutes } from "../id/authorize.ts";
import { addTokenRoutes } from "../id/token.ts";
import { pagesRouter } from "../pages/router.ts";
import { platformRouter } from "../platform/router.ts";
import { addArchiveFileRoute } from "./archive-files.ts";
import { answerErrors, answerNotFound } from "./heroku-error.ts";
import { addInboxRoute } from "./inbox.ts";
import { misbehaveFirst } from "./misbehave.ts";
import { addObjectRoute } from "./object-storage.ts";
import { flattenHeaders, type RequestLog } from "./request-log.ts";

/** The whole route list: id.heroku.com, object storage (of archives, and a bucket), an inbox, the sandbox's controls and pages, then the Platform API for all else. */
export function createHttpApp(ctx: SandboxContext): Express {
  const app = express();
  app.disable("x-powered-by");
  // A strong, quoted ETag over the body; express answers 304 to a matching If-None-Match by itself.
  app.set("etag", (body: Buffer | string) => `"${createHash("md5").update(body).digest("hex")}"`);
  app.use(setRequestId);
  app.use(recordCalls(ctx.requests, ctx.clock.now));
  app.use(misbehaveFirst(ctx.misbehaviour));
  addObjectRoute(app, ctx.objects); // before the parsers: objects are bytes
  app.use(express.json({ limit: "1mb", strict: false }), express.urlencoded({ extended: false }));

  const id = express.Router();
  addTokenRoutes(id, ctx);
  addAuthorizeRoutes(id, ctx);
  app.use(id);
  addArchiveFileRoute(app, ctx);
  addInboxRoute(app);
  app.use("/sandbox", controlRouter(ctx));
  app.use(pagesRouter(ctx));
  app.use(platformRouter(ctx));
  app.use(answerNotFound);
  app.use(answerErrors(ctx.log));
  return app;
}

const setRequestId: RequestHandler = (_req, res, next) => {
  res.set("Request-Id", randomUUID());
  next();
};

function recordCalls(requests: RequestLog, now: () => number): RequestHandler {
  return (req, res, next) => {
    const at = new Date(now()).toISOString();
    res.once("close", () => {
      requests.add({
        at,
        direction: "in",
        method: req.method,
        path: req.originalUrl,
        headers: flattenHeaders(req.headers),
        body: req.body,
        status: res.writableFinished ? res.statusCode : 0,
      });
    });
    next();
  };
}
