import { z } from "zod";
import { toHerokuError } from "./heroku-error.ts";
import type { SafeFetch } from "./safe-fetch.ts";

const ref = z.object({ id: z.string(), name: z.string() });
const addonSchema = z.object({ id: z.string(), name: z.string(), state: z.string(), app: ref.nullable() });
const drainSchema = z.object({ id: z.string(), token: z.string(), app: ref.nullish() });
const attachmentSchema = z.object({ id: z.string(), name: z.string(), app: ref });

const webhookSchema = z.object({ id: z.string(), url: z.string() });

export type HerokuWebhook = z.infer<typeof webhookSchema>;
export type HerokuAddon = z.infer<typeof addonSchema>;
export type HerokuLogDrain = z.infer<typeof drainSchema>;
export type HerokuAttachment = z.infer<typeof attachmentSchema>;

/**
 * The Platform API as an add-on partner may call it, with the token of one resource.
 * Only the members we use are required; Heroku may add others. Source: heroku/platform-api schema.json.
 */
export interface HerokuApi {
  addon(accessToken: string, addonId: string): Promise<HerokuAddon>;
  /** One row per attached app; the only place where a drain token meets its app. */
  logDrains(accessToken: string, addonId: string): Promise<HerokuLogDrain[]>;
  attachments(accessToken: string, addonId: string): Promise<HerokuAttachment[]>;
  /** Our subscription of an add-on's events; `level: sync` is delivered in order and tried again. */
  createWebhook(accessToken: string, addonId: string, webhook: NewWebhook): Promise<{ id: string }>;
  webhooks(accessToken: string, addonId: string): Promise<HerokuWebhook[]>;
  deleteWebhook(accessToken: string, addonId: string, webhookId: string): Promise<void>;
  /** Partner only. Restarts the app unless the add-on is still provisioning. */
  setConfig(accessToken: string, addonId: string, config: Record<string, string>): Promise<void>;
  /** Points an add-on-owned drain at a URL. */
  setDrainUrl(accessToken: string, addonId: string, drainToken: string, url: string): Promise<void>;
  /** Ends an asynchronous provisioning well, or badly. */
  finishProvisioning(accessToken: string, addonId: string, action: "provision" | "deprovision"): Promise<void>;
}

export interface NewWebhook {
  url: string;
  secret: string;
  include: readonly string[];
}

/** A thousand apps a page, and an add-on has some: more pages than this are a loop, not a list. */
const PAGES_MAX = 100;

export function createHerokuApi(fetch: SafeFetch, apiUrl: string): HerokuApi {
  const headersFor = (accessToken: string) => ({
    accept: "application/vnd.heroku+json; version=3",
    authorization: `Bearer ${accessToken}`,
    "user-agent": "Draintrail",
  });
  const send = async (accessToken: string, method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { ...headersFor(accessToken), ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status < 200 || response.status > 299)
      throw toHerokuError(response.status, response.text, `${method} ${withoutTokens(path)}`);
    return response.text === "" ? null : JSON.parse(response.text);
  };
  const get = async (accessToken: string, path: string, range?: string) => {
    const response = await fetch(`${apiUrl}${path}`, {
      headers: { ...headersFor(accessToken), ...(range ? { range } : {}) },
    });
    if (response.status !== 200 && response.status !== 206)
      throw toHerokuError(response.status, response.text, `GET ${path}`);
    return { body: JSON.parse(response.text) as unknown, nextRange: response.headers.get("next-range") };
  };
  /** Follows 206 + Next-Range to the end. */
  const list = async <T>(accessToken: string, path: string, schema: z.ZodType<T>): Promise<T[]> => {
    const items: T[] = [];
    let range: string | null = "id ..; max=1000";
    for (let page = 0; page < PAGES_MAX; page++) {
      const { body, nextRange } = await get(accessToken, path, range);
      items.push(...z.array(schema).parse(body));
      if (nextRange === null) return items;
      range = nextRange;
    }
    throw new Error(`GET ${path} never ends`);
  };
  return {
    addon: async (token, id) => addonSchema.parse((await get(token, `/addons/${id}`)).body),
    logDrains: (token, id) => list(token, `/addons/${id}/log-drains`, drainSchema),
    attachments: (token, id) => list(token, `/addons/${id}/addon-attachments`, attachmentSchema),
    createWebhook: async (token, id, webhook) =>
      z
        .object({ id: z.string() })
        .parse(await send(token, "POST", `/addons/${id}/webhooks`, { ...webhook, level: "sync" })),
    webhooks: (token, id) => list(token, `/addons/${id}/webhooks`, webhookSchema),
    deleteWebhook: async (token, id, webhookId) => {
      await send(token, "DELETE", `/addons/${id}/webhooks/${webhookId}`);
    },
    setConfig: async (token, id, config) => {
      const pairs = Object.entries(config).map(([name, value]) => ({ name, value }));
      await send(token, "PATCH", `/addons/${id}/config`, { config: pairs });
    },
    setDrainUrl: async (token, id, drainToken, url) => {
      await send(token, "PUT", `/addons/${id}/log-drains/${encodeURIComponent(drainToken)}`, { url });
    },
    finishProvisioning: async (token, id, action) => {
      await send(token, "POST", `/addons/${id}/actions/${action}`);
    },
  };
}

/** A drain token may be part of a path; an error message must not carry it into the log. */
function withoutTokens(path: string): string {
  return path.replace(/\/log-drains\/.*/, "/log-drains/:token");
}
