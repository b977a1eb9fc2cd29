import type { RequestHandler } from "express";
import type { Services } from "../../context.ts";
import { type SsoForm, verifySso } from "../../domain/resources/verify-sso.ts";
import { recordVisit } from "../../domain/visits/record-visit.ts";
import { startSession } from "../auth/session.ts";

/** Longer than any navigation metadata Heroku sends; a cookie beyond 4 KB would be dropped by browsers anyway. */
const NAV_DATA_CHARS_MAX = 3_000;
/** What one wants to see who comes from Heroku. */
const LANDING = "/logs";

/** `POST /sso/login`: a checked form becomes a session for that resource and lands on its logs. */
export function ssoLoginHandler(services: Services): RequestHandler {
  return async (req, res) => {
    const form = stringsOf(req.body);
    const visitor = await verifySso(services, form);
    startSession(req, visitor, services.clock.now());
    const navData = form["nav-data"];
    const cookie = { path: "/", sameSite: "lax", secure: services.config.isProduction } as const;
    // The dashboard's header reads it; hostile until shown otherwise, so never parsed here. An older dashboard's must go.
    if (navData && navData.length <= NAV_DATA_CHARS_MAX) res.cookie("heroku-nav-data", navData, cookie);
    else res.clearCookie("heroku-nav-data", cookie);
    await recordVisit(services, { ...visitor, opened: LANDING, app: form.context_app ?? form.app ?? null });
    services.log.info({ resourceId: visitor.resourceId, userId: visitor.userId }, "dashboard opened");
    res.redirect(303, LANDING);
  };
}

/** A form may repeat a field; only single strings count. */
function stringsOf(body: unknown): SsoForm {
  const fields = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(fields.filter(([, value]) => typeof value === "string")) as SsoForm;
}
