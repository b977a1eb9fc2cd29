import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { type AnsweringService, Fault, type FaultCode, RETRY_AFTER_SECONDS, sentenceOf, toProblem } from "../errors.ts";
import type { Log } from "../lib/log.ts";
import { isClickHouseAway } from "../stores/clickhouse/connection.ts";
import { isTooSlow } from "../stores/clickhouse/query-limits.ts";
import { isPostgresAway } from "../stores/postgres/connection.ts";

/** Nothing matched: a wrong address, or the right one with the wrong method. */
export const notFound: RequestHandler = (_req, _res, next) => next(new Fault("route.not_found"));

/** A route that exists, asked with another method. */
export const methodNotAllowed =
  (allow: string): RequestHandler =>
  (_req, res, next) => {
    res.set("Allow", allow);
    next(new Fault("route.method"));
  };

/**
 * The one place where an error becomes an answer: a Fault says its sentence, everything else is our own trouble.
 * Partner calls carry `message`, which Heroku shows to the customer for 422 and 503; a person's browser gets a page.
 */
export function errorResponse(log: Log, service: AnsweringService): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    if (res.destroyed) return; // the client left, and its query was cancelled for it
    const isPartner = req.path.startsWith("/heroku/");
    const fault = toFault(error, isPartner);
    if (fault.status >= 500) log.error({ err: error, path: req.path, code: fault.code }, "request failed");
    else log.debug({ detail: fault.message, path: req.path, code: fault.code }, "request refused");
    if (res.headersSent) {
      res.destroy();
      return;
    }
    try {
      answer(res, fault, service, isPartner ? "partner" : IS_PAGE.test(req.path) ? "page" : "problem");
    } catch (error) {
      // Thrown on, it would meet Express' own handler, and what that throws ends the process.
      log.error({ err: error, path: req.path, code: fault.code }, "refusal not sent");
      res.destroy();
    }
  };
}

/** Addresses that a person's browser is sent to. */
const IS_PAGE = /^\/(?:sso\/|audit\/connect|oauth\/callback)/;
/** Headers that spoke of the answer that did not come to be. */
const OF_THE_ANSWER = ["Trailer", "Content-Encoding", "Content-Disposition", "Content-Length"];

function answer(res: Response, fault: Fault, service: AnsweringService, to: "partner" | "page" | "problem"): void {
  for (const name of OF_THE_ANSWER) res.removeHeader(name);
  res.status(fault.status);
  if (fault.status === 503) res.set("Retry-After", String(RETRY_AFTER_SECONDS));
  // RFC 6750, section 3: what a program is to send instead.
  if (fault.code === "auth.missing" || fault.code === "auth.bad_token") res.set("WWW-Authenticate", "Bearer");
  if (to === "partner") res.json({ id: fault.code, message: sentenceOf(fault, service) });
  else if (to === "page") res.type("text/plain").send(`${sentenceOf(fault, service)}\n`);
  else res.type("application/problem+json").send(JSON.stringify(toProblem(fault, service)));
}

/**
 * What goes wrong on an answer that nobody is at any more (a write behind its end) concerns that answer alone; an
 * `error` event without a listener would end the process.
 */
export function answerErrors(log: Log): RequestHandler {
  return (req, res, next) => {
    res.on("error", (error) => log.debug({ err: error, path: req.path }, "answer failed"));
    next();
  };
}

/** What body-parser could not read has a `type`; an address that cannot be decoded has none. */
function unreadable(type: unknown): FaultCode {
  if (type === "charset.unsupported" || type === "encoding.unsupported") return "body.encoding";
  return typeof type === "string" ? "body.invalid" : "request.invalid";
}

/** What went wrong, as a refusal with a code; what is no refusal of ours is our own trouble. */
export function toFault(error: unknown, isPartner = false): Fault {
  if (error instanceof Fault) return error;
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  if (type === "entity.too.large") return new Fault("body.too_large", { cause: error });
  if (typeof status === "number" && status >= 400 && status < 500)
    return new Fault(isPartner ? "partner.bad_body" : unreadable(type), { cause: error });
  // A partner call that fails for a reason of ours is tried again by Heroku: say 503 and why, never a bare 500.
  if (isPartner) return new Fault("partner.unavailable", { cause: error });
  if (isPostgresAway(error) || isClickHouseAway(error)) return new Fault("service.unavailable", { cause: error });
  if (isTooSlow(error)) return new Fault("query.too_slow", { cause: error });
  return new Fault("internal", { cause: error });
}
