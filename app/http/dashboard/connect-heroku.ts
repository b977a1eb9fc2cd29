import type { RequestHandler, Response } from "express";
import type { Ctx } from "../../context.ts";
import { AUDIT_PAGE } from "../../contract/audit.ts";
import {
  type Connecting,
  DEFAULT_SCOPE,
  finishConnection,
  startConnection,
} from "../../domain/audit/connect-heroku.ts";
import { Fault } from "../../errors.ts";
import { ctxOf } from "../auth/api-context.ts";

/** Reading alone: this service never writes at Heroku on a user's behalf. `global` because some accept nothing less. */
const SCOPES: ReadonlySet<string> = new Set(["global", "identity", "read", "read-protected"]);

/** `GET /audit/connect`: to Heroku, to be asked whether it may be. */
export const connectHandler: RequestHandler = async (req, res) => {
  await orBackWithCode(res, async () => {
    const asked = String(req.query.scope ?? "").split(/[\s,]+/);
    const scope = asked.filter((word) => SCOPES.has(word)).join(" ") || DEFAULT_SCOPE;
    return startConnection(connectingOf(res), { scope });
  });
};

/** `GET /oauth/callback`: back from Heroku, with a code or a refusal. */
export const oauthCallbackHandler: RequestHandler = async (req, res) => {
  await orBackWithCode(res, async () => {
    const { state, code } = req.query;
    const id = await finishConnection(connectingOf(res), {
      state: typeof state === "string" ? state : "",
      code: typeof code === "string" && code !== "" ? code : null,
    });
    return `${AUDIT_PAGE}?connection=${id}`;
  });
};

/** A person is waiting in a browser: what was refused is told by the page they came from. */
async function orBackWithCode(res: Response, location: () => Promise<string>): Promise<void> {
  res.set("Cache-Control", "no-store").set("Referrer-Policy", "no-referrer");
  try {
    res.redirect(303, await location());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    ctxOf(res).log.info({ resourceId: ctxOf(res).resourceId, code: error.code, err: error.cause }, "not connected");
    res.redirect(303, `${AUDIT_PAGE}?connect_error=${error.code}`);
  }
}

/** A program has no business on a page that a person is to read. @throws Fault auth.missing, auth.read_only */
function connectingOf(res: Response): Connecting {
  const ctx: Ctx = ctxOf(res);
  if (ctx.actor.kind !== "session") throw new Fault("auth.missing");
  if (!ctx.actor.mayChange) throw new Fault("auth.read_only");
  return { ...ctx, actor: ctx.actor };
}
