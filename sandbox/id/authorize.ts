import type { Request, Response, Router } from "express";
import type { SandboxContext } from "../context.ts";
import { localOnly } from "../control/local-only.ts";
import { newUuid } from "../ids.ts";
import { authorizePage, refusalPage } from "../pages/authorize-page.ts";
import { contentSecurityPolicy } from "../pages/content-security-policy.ts";
import { isSame } from "../platform/authenticate.ts";
import { getUser } from "../platform/find.ts";
import { callbackUrl, knownScopes } from "../platform/oauth-authorizations.ts";
import type { UserGrantRow } from "../rows/account.ts";

/** What a client asks at `/oauth/authorize`. */
export interface AuthorizeWish {
  scope: string[];
  state: string | null;
  challenge: UserGrantRow["challenge"];
}

/**
 * `GET /oauth/authorize` of id.heroku.com: a page that asks the user, and sends the browser back to the client's
 * registered callback with `code` and `state`, or `error`. Whom one signs in as is chosen on the page.
 * Source: Dev Center "OAuth", Web application authorization; RFC 6749 section 4.1.2; RFC 7636 (which Heroku does not
 * document)
 */
export function addAuthorizeRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/oauth/authorize", localOnly, (req, res) => {
    const query = words(req.query);
    const wish = readWish(ctx, res, query);
    if (!wish) return;
    const emails = ctx.state.users.map((user) => user.email);
    sendPage(res, 200, authorizePage(ctx.settings.oauthClient.name, wish.scope, emails, query));
  });
  router.post("/oauth/authorize", localOnly, (req, res) => {
    const body = words((req.body ?? {}) as Request["query"]);
    const wish = readWish(ctx, res, body);
    if (!wish) return;
    if (body.decision !== "allow") return sendBack(ctx, res, wish.state, { error: "access_denied" });
    const user = getUser(ctx, body.user ?? "");
    const grant: UserGrantRow = {
      code: newUuid(),
      userId: user.id,
      scope: wish.scope,
      expiresAt: new Date(ctx.clock.now() + ctx.settings.grantSeconds * 1000).toISOString(),
      usedAt: null,
      challenge: wish.challenge,
    };
    ctx.state.userGrants.push(grant);
    ctx.save();
    sendBack(ctx, res, wish.state, { code: grant.code });
  });
}

/**
 * A client that is not known, or a callback that is not its own, is told the person and not redirected: the browser
 * would go where a stranger wants it. All else goes back to the client.
 */
function readWish(ctx: SandboxContext, res: Response, given: Record<string, string>): AuthorizeWish | null {
  const { client_id = "", redirect_uri, response_type, code_challenge: value } = given;
  if (!isSame(ctx.settings.oauthClient.id, client_id)) {
    sendPage(res, 400, refusalPage("This application is not registered at Heroku (client_id)."));
    return null;
  }
  if (redirect_uri !== undefined && redirect_uri !== callbackUrl(ctx)) {
    sendPage(
      res,
      400,
      refusalPage(`The application registered ${callbackUrl(ctx)} as its callback, not redirect_uri.`),
    );
    return null;
  }
  const state = given.state ?? null;
  const scope = (given.scope ?? "identity").split(/[ ,]+/).filter((word) => word !== "");
  const method = given.code_challenge_method ?? "plain";
  const error =
    response_type !== "code"
      ? "unsupported_response_type"
      : scope.length === 0 || scope.some((word) => !knownScopes.includes(word))
        ? "invalid_scope"
        : value !== undefined && method !== "plain" && method !== "S256"
          ? "invalid_request"
          : null;
  if (error !== null) {
    sendBack(ctx, res, state, { error });
    return null;
  }
  const challenge =
    value === undefined ? null : { value, method: method === "S256" ? ("S256" as const) : ("plain" as const) };
  return { scope, state, challenge };
}

function sendBack(ctx: SandboxContext, res: Response, state: string | null, params: Record<string, string>): void {
  const url = new URL(callbackUrl(ctx));
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  if (state !== null) url.searchParams.set("state", state);
  res.redirect(303, url.toString());
}

function sendPage(res: Response, status: number, html: string): void {
  res.set("Content-Security-Policy", contentSecurityPolicy).set("Cache-Control", "no-store");
  res.status(status).type("html").send(html);
}

function words(given: Request["query"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
