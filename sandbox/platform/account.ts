import type { Router } from "express";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { newApiToken, newUuid } from "../ids.ts";
import type { UserRow } from "../rows/account.ts";
import { accountOf, principalOf } from "./authenticate.ts";
import { defaultOwner, defaultOwnerApiKey } from "./default-owner.ts";
import { refusePartner } from "./find.ts";

/** Finds or makes a user; the same address is the same user. */
export function ensureUser(ctx: SandboxContext, email: string, known: { id?: string; apiKey?: string } = {}): UserRow {
  const found = ctx.state.users.find((row) => row.email === email);
  if (found) return found;
  const user: UserRow = {
    id: known.id ?? newUuid(),
    email,
    name: null,
    apiKey: known.apiKey ?? (email === defaultOwner ? defaultOwnerApiKey : newApiToken()),
    createdAt: isoSeconds(ctx.clock),
  };
  ctx.state.users.push(user);
  ctx.save();
  return user;
}

export function addAccountRoutes(router: Router, ctx: SandboxContext): void {
  router.get("/account", (_req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    res.json(accountJson(principal.user));
  });
  router.get("/account/rate-limits", (_req, res) => {
    res.json({ remaining: ctx.rateLimits.remaining(accountOf(principalOf(res))) });
  });
}

function accountJson(user: UserRow): Record<string, unknown> {
  return {
    allow_tracking: false,
    beta: false,
    country_of_residence: null,
    created_at: user.createdAt,
    email: user.email,
    federated: false,
    id: user.id,
    identity_provider: null,
    last_login: null,
    name: user.name,
    sms_number: null,
    suspended_at: null,
    delinquent_at: null,
    two_factor_authentication: true,
    updated_at: user.createdAt,
    verified: true,
    default_organization: null,
    default_team: null,
  };
}
