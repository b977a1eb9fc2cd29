import type { ResourceAnswer } from "../../contract/api.ts";

/**
 * What Heroku's single sign-on tells a partner's page about where its visitor came from: an app and its add-ons.
 *
 * It arrives unsigned, in a cookie, so anyone may have written it. It is read as plain text within small bounds, and every
 * link is made here or must lead to Heroku. Its shape is nowhere specified; this reads what heroku/kensa's samples and the
 * Heroku header once had: `{ appname, addon, addons: [{ slug, name, current }] }`.
 */
export interface NavData {
  app: string | null;
  addon: string | null;
  addons: NavAddon[];
}

export interface NavAddon {
  name: string;
  /** Always `https://….heroku.com/…`; null when there is nothing safe to link to. */
  href: string | null;
  isCurrent: boolean;
}

const COOKIE = "heroku-nav-data";
/** The server sets at most 3 000; what is longer was not set by it. */
const COOKIE_CHARS_MAX = 4_000;
const NAME_CHARS_MAX = 64;
const ADDONS_MAX = 20;

/** @returns null when there is none or nothing in it is of use. Never throws. */
export function parseNavData(cookies: string): NavData | null {
  const data = readJson(cookieValue(cookies));
  if (!isRecord(data)) return null;
  const nav = {
    app: plainText(data.appname) ?? plainText(data.app),
    addon: plainText(data.addon),
    addons: Array.isArray(data.addons) ? readAddons(data.addons.slice(0, ADDONS_MAX)) : [],
  };
  return nav.app === null && nav.addon === null && nav.addons.length === 0 ? null : nav;
}

/**
 * Whether it speaks of an app of this resource: the cookie outlives a visit, and must not put another app's name above
 * these logs. While Heroku's API has told no names yet, there is nothing to contradict it.
 */
export function isAbout(nav: NavData, resource: ResourceAnswer): boolean {
  const names = [resource.app, ...resource.attachments.map((attachment) => attachment.app)].flatMap((app) =>
    app ? [app.name] : [],
  );
  return nav.app !== null && (names.length === 0 || names.includes(nav.app));
}

/** The app's page at Heroku; null for what is no name Heroku gives. */
export function herokuAppUrl(name: string): string | null {
  return /^[a-z][a-z0-9-]{1,49}$/.test(name) ? `https://dashboard.heroku.com/apps/${name}/resources` : null;
}

function cookieValue(cookies: string): string | null {
  for (const pair of cookies.split(";")) {
    const at = pair.indexOf("=");
    if (at >= 0 && pair.slice(0, at).trim() === COOKIE) return pair.slice(at + 1).trim();
  }
  return null;
}

/** Base64 in either alphabet, padded or not, holding JSON in UTF-8. */
function readJson(value: string | null): unknown {
  if (value === null || value.length > COOKIE_CHARS_MAX) return null;
  try {
    const base64 = decodeURIComponent(value).replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** Those with a name, each name once. */
function readAddons(given: readonly unknown[]): NavAddon[] {
  const byName = new Map<string, NavAddon>();
  for (const one of given) {
    if (!isRecord(one)) continue;
    const name = plainText(one.name) ?? plainText(one.slug);
    if (name === null || byName.has(name)) continue;
    byName.set(name, { name, href: herokuUrl(one.url) ?? elementsUrl(one.slug), isCurrent: one.current === true });
  }
  return [...byName.values()];
}

/** A link that was given, if it leads to Heroku over TLS and nowhere else. */
function herokuUrl(given: unknown): string | null {
  if (typeof given !== "string" || !URL.canParse(given)) return null;
  const url = new URL(given);
  const isHeroku = url.protocol === "https:" && url.hostname.endsWith(".heroku.com");
  return isHeroku && url.port === "" && url.username === "" && url.password === "" ? url.href : null;
}

/** The add-on's page in Heroku's catalogue; a slug may carry its plan, as in `custom_domains+wildcard`. */
function elementsUrl(slug: unknown): string | null {
  const name = typeof slug === "string" ? /^([a-z0-9][a-z0-9_-]{0,49})([:+][\w-]{1,50})?$/.exec(slug)?.[1] : undefined;
  return name === undefined ? null : `https://elements.heroku.com/addons/${name}`;
}

/** Text without control and direction characters, which could make it look like something else; null when none is left. */
function plainText(given: unknown): string | null {
  if (typeof given !== "string") return null;
  const text = given
    .slice(0, 4 * NAME_CHARS_MAX)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return text === "" ? null : text.slice(0, NAME_CHARS_MAX);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
