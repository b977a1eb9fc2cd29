import type { ApiTokenAnswer } from "../../contract/api.ts";

/** The name that provisioning gives the token in the app's config vars. */
const CONFIG_VAR = "DRAINTRAIL_API_TOKEN";

/** Whether this is the token that Heroku gave the app; a person may give another one the same name. */
export function isConfigVar(token: Pick<ApiTokenAnswer, "name" | "created_by">): boolean {
  return token.name === CONFIG_VAR && token.created_by === null;
}

/** What reads the config var in a shell; without its app the command works only in the app's own folder. */
export function configGet(app: string | null): string {
  return `heroku config:get ${CONFIG_VAR} -a ${app ?? "<app>"}`;
}

/** How long a new token can live, in days; the longest is for what nobody looks after. */
export const LIFETIMES = [
  { days: 30, words: "30 days" },
  { days: 90, words: "90 days" },
  { days: 365, words: "1 year" },
  { days: null, words: "Never" },
] as const;

export type LifetimeDays = (typeof LIFETIMES)[number]["days"];

/** The moment that ends a lifetime which begins now; null for one without end. */
export function expiryOf(days: LifetimeDays, nowMs: number): string | null {
  return days === null ? null : new Date(nowMs + days * 86_400_000).toISOString();
}

export function hasExpired(token: Pick<ApiTokenAnswer, "expires_at">, nowMs: number): boolean {
  return token.expires_at !== null && Date.parse(token.expires_at) <= nowMs;
}
