import type { EnterpriseAccount, HerokuAnswer, HerokuEnterprise } from "../../clients/heroku-enterprise.ts";
import { HerokuAwayError, HerokuError, type HerokuTold } from "../../clients/heroku-error.ts";
import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { dayOf } from "./poll-days.ts";

export interface ValidatedCredential {
  account: { id: string; name: string };
  /** Null when the credential may not say whose it is. */
  userId: string | null;
  scopes: string | null;
  scopesAccepted: string | null;
  /** Events of today so far. */
  events: number;
}

/** Makes one call to Heroku with the credential in question. @throws HerokuError, HerokuAwayError */
export type CallWith = <T>(call: (token: string) => Promise<HerokuAnswer<T>>) => Promise<HerokuAnswer<T>>;

/** Names in an answer: enough to find a slip of the hand. */
const SEEN_MAX = 20;

/** A token that is no source's yet. */
export function callWith(token: string): CallWith {
  return (call) =>
    call(token).catch((error: unknown) => {
      throw error instanceof HerokuError ? error : new HerokuAwayError(error);
    });
}

/**
 * Does everything with a credential that polling will do: which accounts it sees, whether its user may manage the one,
 * and whether Heroku shows the events of today.
 *
 * @param account id or name of the enterprise account
 * @throws Fault audit.bad_token, audit.account_not_visible, audit.no_manage, audit.scope_too_narrow,
 *   audit.events_refused, audit.heroku_away
 */
export async function validateCredential(
  { clients, clock }: Pick<Services, "clients" | "clock">,
  callHeroku: CallWith,
  account: string,
): Promise<ValidatedCredential> {
  const heroku = clients.herokuEnterprise;
  const accounts = await callHeroku((token) => heroku.accounts(token)).catch(refuse);
  const found = findAccount(accounts.data, account);
  if (found.permissions !== null && !found.permissions.includes("manage"))
    throw new Fault("audit.no_manage", { fill: { account: found.name } });
  const day = dayOf(clock.now());
  const { data, told } = await callHeroku((token) => heroku.events(token, found.id, { day })).catch(refuse);
  return {
    account: { id: found.id, name: found.name },
    userId: await readUserId(heroku, callHeroku),
    scopes: told.scopes,
    scopesAccepted: told.scopesAccepted,
    events: data.events?.length ?? 0,
  };
}

function findAccount(accounts: readonly EnterpriseAccount[], word: string): EnterpriseAccount {
  const name = word.toLowerCase();
  const found = accounts.find((each) => each.id === name) ?? accounts.find((each) => each.name.toLowerCase() === name);
  if (found) return found;
  const seen = accounts.map((each) => each.name).slice(0, SEEN_MAX);
  throw new Fault("audit.account_not_visible", {
    fill: { seen: seen.join(", ") || "no enterprise account" },
    members: { seen },
  });
}

/** Good to show, not needed: a narrow scope does not open the account. */
async function readUserId(heroku: HerokuEnterprise, callHeroku: CallWith): Promise<string | null> {
  try {
    return (await callHeroku((token) => heroku.user(token))).data.id;
  } catch (error) {
    if (error instanceof HerokuError || error instanceof HerokuAwayError) return null;
    throw error;
  }
}

/** @throws Fault what Heroku's refusal means to who pasted the token */
function refuse(error: unknown): never {
  if (error instanceof HerokuAwayError || (error instanceof HerokuError && error.isTemporary))
    throw new Fault("audit.heroku_away", { cause: error });
  if (!(error instanceof HerokuError)) throw error;
  if (error.status === 401) throw new Fault("audit.bad_token", { cause: error });
  const narrow = error.status === 403 && error.told ? narrowScope(error.told) : null;
  if (narrow)
    throw new Fault("audit.scope_too_narrow", {
      fill: { held: narrow.held.join(" "), accepted: narrow.accepted.join(", ") },
      members: { accepted: narrow.accepted },
      cause: error,
    });
  throw new Fault("audit.events_refused", { fill: { id: `${error.status} ${error.id}` }, cause: error });
}

/** @returns null unless both headers are there and have no scope in common */
function narrowScope({ scopes, scopesAccepted }: HerokuTold): { held: string[]; accepted: string[] } | null {
  const [held, accepted] = [words(scopes), words(scopesAccepted)];
  if (held.length === 0 || accepted.length === 0 || held.some((scope) => accepted.includes(scope))) return null;
  return { held, accepted };
}

function words(header: string | null): string[] {
  return (header ?? "").split(/[\s,]+/).filter((word) => /^[\w-]{1,40}$/.test(word));
}
