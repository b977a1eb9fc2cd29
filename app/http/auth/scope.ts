import type { RequestHandler } from "express";
import { type Actor, isAdmin } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { ctxOf } from "./api-context.ts";
import { noteChange } from "./note-change.ts";
import { requireSameOrigin } from "./session.ts";

/** What an API token may do: `read` looks, `admin` also changes. The token that Heroku gives the app has `read`. */
export type Scope = "read" | "admin";

/**
 * Lets tokens with the scope through, where `admin` includes `read`, and people whom Heroku lets manage the app: to change things
 * only those whom the add-on's list of admins does not leave out.
 */
export function requireScope(scope: Scope): RequestHandler {
  return (_req, res, next) => {
    next(refusalOf(ctxOf(res).actor, scope));
  };
}

function refusalOf(actor: Actor, scope: Scope): Fault | undefined {
  if (isAdmin(actor)) return undefined;
  if (actor.kind === "session") return scope === "read" ? undefined : new Fault("auth.read_only");
  return actor.scopes.includes(scope) ? undefined : new Fault("auth.scope", { detail: `${scope} needed` });
}

/** A browser sends its cookie unasked, so a session must prove that our own page asks; a bearer token proves it itself. */
const requireOwnPage: RequestHandler = (req, res, next) => {
  if (ctxOf(res).actor.kind === "session") requireSameOrigin(req, res, next);
  else next();
};

/** Stands before routes that take a body to try something, and change nothing. */
export const mayTry: RequestHandler[] = [requireScope("admin"), requireOwnPage];

/** Stands before every route of the API that changes something. */
export const mayWrite: RequestHandler[] = [...mayTry, noteChange];
