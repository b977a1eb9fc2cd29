import { z } from "zod";
import { type HerokuTold, readTold, toHerokuError } from "./heroku-error.ts";
import type { SafeFetch, SafeRequest, SafeResponse } from "./safe-fetch.ts";

/** Members we do not need may be missing: all of this API is marked as in development. */
const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `view`, `create`, `manage`, `billing`; null when Heroku does not say. */
  permissions: z.array(z.string()).nullish().default(null),
});
const archiveSchema = z.object({
  created_at: z.string().nullish().default(null),
  year: z.coerce.number().int(),
  /** 1 to 12; Heroku writes `"01"`. */
  month: z.coerce.number().int().min(1).max(12),
  checksum: z.string().nullish().default(null),
  size: z.coerce.number().nonnegative().nullish().default(null),
  /** A link to object storage for a while, to be followed without a token; in the single answer alone. */
  url: z.string().nullish().default(null),
});

export type EnterpriseAccount = z.infer<typeof accountSchema>;
export type HerokuArchive = z.infer<typeof archiveSchema>;

export interface HerokuAnswer<T> {
  data: T;
  told: HerokuTold;
}

/** `day` in UTC, `2026-11-25`; `etag` of the answer we have; `range` of a further page. */
export interface EventsWish {
  day: string;
  etag?: string | null;
  range?: string | null;
}

/** One answer of a day's events. */
export interface EventsPage {
  /** As received, in Heroku's order; null when nothing of the page changed since the ETag. */
  events: unknown[] | null;
  etag: string | null;
  /** The `Range` of the next page; null on the last. */
  nextRange: string | null;
}

/**
 * The enterprise calls, with a user's token. Every call rejects with HerokuError when Heroku says no.
 * Source: heroku/platform-api schema.json `enterprise-account`, `audit-trail-event`, `archive`
 */
export interface HerokuEnterprise {
  /** Accounts the token's user belongs to. */
  accounts(token: string): Promise<HerokuAnswer<EnterpriseAccount[]>>;
  /** Whose token it is. */
  user(token: string): Promise<HerokuAnswer<{ id: string; email: string | null }>>;
  /** Costs nothing of what it tells. */
  rateLimits(token: string): Promise<HerokuAnswer<{ remaining: number }>>;
  events(token: string, accountId: string, wish: EventsWish): Promise<HerokuAnswer<EventsPage>>;
  archives(token: string, accountId: string): Promise<HerokuAnswer<HerokuArchive[]>>;
  archive(token: string, accountId: string, year: number, month: number): Promise<HerokuAnswer<HerokuArchive>>;
}

/** A day comes in one piece unless Heroku pages: some 100,000 events. */
const EVENTS_BYTES_MAX = 64 * 1024 * 1024;
/** More pages than this are a loop, not a list: 1,000 pages of 1,000 each. */
const PAGES_MAX = 1_000;

export function createHerokuEnterprise(fetch: SafeFetch, apiUrl: string): HerokuEnterprise {
  const get = async (token: string, path: string, request: SafeRequest = {}): Promise<SafeResponse> => {
    const response = await fetch(`${apiUrl}${path}`, {
      ...request,
      headers: {
        accept: "application/vnd.heroku+json; version=3",
        authorization: `Bearer ${token}`,
        "user-agent": "Draintrail",
        ...request.headers,
      },
    });
    if (![200, 206, 304].includes(response.status))
      throw toHerokuError(response.status, response.text, `GET ${path}`, readTold(response.headers));
    return response;
  };
  const one = async <T>(token: string, path: string, schema: z.ZodType<T>): Promise<HerokuAnswer<T>> => {
    const response = await get(token, path);
    return { data: schema.parse(JSON.parse(response.text)), told: readTold(response.headers) };
  };
  /** Follows 206 and Next-Range to the end; told is what the last page told. */
  const list = async <T>(token: string, path: string, schema: z.ZodType<T>): Promise<HerokuAnswer<T[]>> => {
    const data: T[] = [];
    let range: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const response = await get(token, path, range === null ? {} : { headers: { range } });
      data.push(...z.array(schema).parse(JSON.parse(response.text)));
      range = response.status === 206 ? response.headers.get("next-range") : null;
      if (range === null) return { data, told: readTold(response.headers) };
    }
    throw new Error(`GET ${path} never ends`);
  };
  const of = (accountId: string) => `/enterprise-accounts/${encodeURIComponent(accountId)}`;
  return {
    accounts: (token) => list(token, "/enterprise-accounts", accountSchema),
    user: (token) => one(token, "/account", z.object({ id: z.string(), email: z.string().nullish().default(null) })),
    rateLimits: (token) => one(token, "/account/rate-limits", z.object({ remaining: z.number() })),
    async events(token, accountId, { day, etag, range }) {
      const response = await get(token, `${of(accountId)}/events?day=${day}&order=asc`, {
        bytesMax: EVENTS_BYTES_MAX,
        headers: { ...(etag ? { "if-none-match": etag } : {}), ...(range ? { range } : {}) },
      });
      const told = readTold(response.headers);
      // A first page that is full stays as it was when a second one comes: its 304 then names that one.
      const nextRange = response.status === 200 ? null : response.headers.get("next-range");
      if (response.status === 304) return { data: { events: null, etag: etag ?? null, nextRange }, told };
      const events = z.array(z.unknown()).parse(JSON.parse(response.text));
      return { data: { events, etag: response.headers.get("etag"), nextRange }, told };
    },
    archives: (token, accountId) => list(token, `${of(accountId)}/archives`, archiveSchema),
    archive: (token, accountId, year, month) =>
      one(token, `${of(accountId)}/archives/${year}/${String(month).padStart(2, "0")}`, archiveSchema),
  };
}
