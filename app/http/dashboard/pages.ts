import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import compression from "compression";
import express, { type RequestHandler, type Router } from "express";
import helmet from "helmet";
import { projectRoot } from "../../lib/project-root.ts";

const WEB_ROOT = path.join(projectRoot, "dist/web");
/** The command line, for whoever fetches it: docs/cli.md. */
const CLI_ROOT = path.join(projectRoot, "dist/cli");

/** A fresh nonce per answer for the few style elements our component library makes. */
export const cspNonce: RequestHandler = (_req, res, next) => {
  res.locals.cspNonce = randomBytes(16).toString("base64");
  next();
};

/** Log text is hostile: no script but our own files, no connection but our own API, no framing by anyone. */
export function securityHeaders(isProduction: boolean): RequestHandler {
  const nonce = (_req: unknown, res: unknown) => `'nonce-${(res as { locals: { cspNonce: string } }).locals.cspNonce}'`;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", nonce],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(isProduction ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: isProduction,
    referrerPolicy: { policy: "no-referrer" },
  });
}

/** The built dashboard: hashed assets for a year, and index.html for every view's address. */
export function dashboard(addonId: string): Router {
  const router = express.Router();
  // Nobody in front of us does it (Heroku's router passes bytes through), and the scripts are a third of their size then.
  // Here and not for the API: its streams must not wait in a compressor for their next line.
  router.use(compression());
  router.use(
    "/assets",
    express.static(path.join(WEB_ROOT, "assets"), { immutable: true, maxAge: "365d", index: false }),
  );
  router.use("/cli", express.static(CLI_ROOT, { index: false, maxAge: "1h" }));
  router.use(express.static(WEB_ROOT, { index: false, maxAge: "1h" }));
  router.get(/^\/(?!api\/|heroku\/|sso\/|drain$|assets\/)[^.]*$/, async (_req, res) => {
    const html = await readFile(path.join(WEB_ROOT, "index.html"), "utf8");
    res
      .set("Cache-Control", "no-store")
      .type("html")
      .send(html.replaceAll("__CSP_NONCE__", String(res.locals.cspNonce)).replaceAll("__ADDON_ID__", addonId));
  });
  return router;
}
