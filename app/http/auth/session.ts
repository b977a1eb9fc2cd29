import cookieSession from "cookie-session";
import type { Request, RequestHandler } from "express";
import Keygrip from "keygrip";
import { Fault } from "../../errors.ts";

/** What the signed cookie holds: one resource, who opened it, when. No secret; altered, it does not verify. */
export interface Session {
  resourceId: string;
  userId: string;
  email: string;
  /** Only a user-scoped SSO token binds the email; with the older token it is what the browser said. */
  isEmailVerified: boolean;
  endsAt: Date;
}

/** A working day; opening the dashboard again from Heroku takes one click. */
const SESSION_MS = 12 * 3_600_000;

export function sessionCookie(options: { secret: string; isSecure: boolean }): RequestHandler {
  return cookieSession({
    name: "draintrail_session",
    keys: new Keygrip([options.secret], "sha256"),
    maxAge: SESSION_MS,
    httpOnly: true,
    // Lax: Heroku's cross-site SSO form may set the cookie, and no cross-site request carries it.
    sameSite: "lax",
    secure: options.isSecure,
  }) as RequestHandler;
}

/** Replaces whatever session there was: it holds one resource only. */
export function startSession(req: Request, session: Omit<Session, "endsAt">, now: Date): void {
  req.session = { ...session, startedAt: now.getTime() };
}

export function endSession(req: Request): void {
  req.session = null;
}

/** @returns null when there is none, or it is older than a session may be */
export function readSession(req: Request, now: Date): Session | null {
  const raw = req.session;
  if (!raw?.resourceId || typeof raw.startedAt !== "number") return null;
  const endsAt = new Date(raw.startedAt + SESSION_MS);
  if (endsAt <= now) return null;
  return {
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
