import { randomUUID } from "node:crypto";
import cookieSession from "cookie-session";
import type { Request, RequestHandler } from "express";
import Keygrip from "keygrip";
import { SESSION_MS } from "../../domain/sessions/end-session.ts";
import { Fault } from "../../errors.ts";

/** What the signed cookie holds: one resource, who opened it, when. No secret; altered, it does not verify. */
export interface Session {
  /** By which it is remembered when it ended. */
  id: string;
  resourceId: string;
  userId: string;
  email: string;
  /** Only a user-scoped SSO token binds the email; with the older token it is what the browser said. */
  isEmailVerified: boolean;
  endsAt: Date;
}

/** The cookie that a session is in. */
export const SESSION_COOKIE = "draintrail_session";

export function sessionCookie(options: { secret: string; isSecure: boolean }): RequestHandler {
  return cookieSession({
    name: SESSION_COOKIE,
    keys: new Keygrip([options.secret], "sha256"),
    maxAge: SESSION_MS,
    httpOnly: true,
    // Lax: Heroku's cross-site SSO form may set the cookie, and no cross-site request carries it.
    sameSite: "lax",
    secure: options.isSecure,
  }) as RequestHandler;
}

/** Replaces whatever session there was: it holds one resource only. */
export function startSession(req: Request, session: Omit<Session, "id" | "endsAt">, now: Date): void {
  req.session = { ...session, id: randomUUID(), startedAt: now.getTime() };
}

/** Takes the cookie from this browser. */
export function forgetSession(req: Request): void {
  req.session = null;
}

/**
 * @returns null when there is none, it is older than a session may be, or it has no id: such a one, of before sessions
 *   could be ended, may have been signed out of already
 */
export function readSession(req: Request, now: Date): Session | null {
  const raw = req.session;
  if (!raw?.resourceId || typeof raw.id !== "string" || typeof raw.startedAt !== "number") return null;
  const endsAt = new Date(raw.startedAt + SESSION_MS);
  if (endsAt <= now) return null;
  return {
    id: raw.id,
    resourceId: String(raw.resourceId),
    userId: String(raw.userId),
    email: String(raw.email),
    isEmailVerified: raw.isEmailVerified === true,
    endsAt,
  };
}

/**
 * Session writes must come from our own page: the browser says so itself (Sec-Fetch-Site), and our script adds a header
 * that a cross-site form cannot.
 */
export const requireSameOrigin: RequestHandler = (req, _res, next) => {
  const site = req.get("sec-fetch-site");
  const isOurs = req.get("x-requested-with") === "draintrail" && (site === undefined || site === "same-origin");
  next(isOurs ? undefined : new Fault("auth.cross_site"));
};
