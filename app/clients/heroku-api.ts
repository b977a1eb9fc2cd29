import { z } from "zod";
import { toHerokuError } from "./heroku-error.ts";
import type { SafeFetch } from "./safe-fetch.ts";

const ref = z.object({ id: z.string(), name: z.string() });
const addonSchema = z.object({ id: z.string(), name: z.string(), state: z.string(), app: ref.nullable() });
const drainSchema = z.object({ id: z.string(), token: z.string(), app: ref.nullish() });
const attachmentSchema = z.object({ id: z.string(), name: z.string(), app: ref });

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
}

export function createHerokuApi(fetch: SafeFetch, apiUrl: string): HerokuApi {
  const get = async (accessToken: string, path: string, range?: string) => {
    const response = await fetch(`${apiUrl}${path}`, {
      headers: {
        accept: "application/vnd.heroku+json; version=3",
        authorization: `Bearer ${accessToken}`,
        "user-agent": "Draintrail",
        ...(range ? { range } : {}),
      },
    });
    if (response.status !== 200 && response.status !== 206)
      throw toHerokuError(response.status, response.text, `GET ${path}`);
    return { body: JSON.parse(response.text) as unknown, nextRange: response.headers.get("next-range") };
  };
  /** Follows 206 + Next-Range to the end. */
  const list = async <T>(accessToken: string, path: string, schema: z.ZodType<T>): Promise<T[]> => {
    const items: T[] = [];
    let range: string | null = "id ..; max=1000";
    while (range !== null) {
      const page = await get(accessToken, path, range);
      items.push(...z.array(schema).parse(page.body));
      range = page.nextRange;
    }
    return items;
  };
  return {
    addon: async (token, id) => addonSchema.parse((await get(token, `/addons/${id}`)).body),
    logDrains: (token, id) => list(token, `/addons/${id}/log-drains`, drainSchema),
    attachments: (token, id) => list(token, `/addons/${id}/addon-attachments`, attachmentSchema),
  };
}
