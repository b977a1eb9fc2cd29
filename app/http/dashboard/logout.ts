import type { RequestHandler } from "express";
import type { Services } from "../../context.ts";
import { endSession } from "../../domain/sessions/end-session.ts";
import { forgetSession, readSession } from "../auth/session.ts";

/** `POST /logout`: the session ends, not only this browser's copy of its cookie. */
export function logoutHandler(services: Services): RequestHandler {
  return async (req, res) => {
    const session = readSession(req, services.clock.now());
    if (session) await endSession(services, session);
    forgetSession(req);
    res.status(204).end();
  };
}
