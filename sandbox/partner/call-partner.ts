import type { SandboxContext } from "../context.ts";
import { HerokuError } from "../http/heroku-error.ts";
import { type OutgoingAnswer, sendHttp } from "../http/send-http.ts";

/** What the partner answered. */
export interface PartnerAnswer {
  /** 0 when there was no answer in time. */
  status: number;
  /** Parsed JSON object, or null when there was none. */
  body: Record<string, unknown> | null;
}

/**
 * Calls the partner as Heroku does: Basic auth of the manifest's id and password, JSON in and out.
 *
 * @param path  appended to `base_url`: empty, or `/<uuid>`
 * @returns     never throws for what the partner does
 * Source: Dev Center "Add-on Partner API Reference"
 */
export async function callPartner(
  ctx: SandboxContext,
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body: Record<string, unknown> | null,
): Promise<PartnerAnswer> {
  const { id, password, baseUrl } = ctx.manifest;
  const headers: Record<string, string> = {
    Authorization: `Basic ${Buffer.from(`${id}:${password}`).toString("base64")}`,
    Accept: "application/vnd.heroku-addons+json; version=3",
    "User-Agent": "Heroku-Addons/3",
    ...(body ? { "Content-Type": "application/json" } : {}),
  };
  const url = baseUrl + path;
  const at = new Date(ctx.clock.now()).toISOString();
  const call = {
    method,
    url,
    headers,
    body: body ? JSON.stringify(body) : null,
    timeoutMs: ctx.settings.partnerTimeoutMs,
  };
  const answer = await sendHttp(call).catch((error: Error): OutgoingAnswer => {
    ctx.log(`partner ${method} ${url}: ${error.message}`);
    return { status: 0, headers: {}, text: "" };
  });
  ctx.requests.add({
    at,
    direction: "out",
    method,
    path: url,
    headers,
    body: body ?? undefined,
    status: answer.status,
  });
  return { status: answer.status, body: parseObject(answer.text) };
}

export const isSuccess = (answer: PartnerAnswer): boolean => answer.status >= 200 && answer.status <= 299;

/** The user's command failed because of the partner; `partner` is what it answered. */
export class PartnerRefusal extends HerokuError {
  readonly partner: PartnerAnswer;

  /** The partner's own words reach the user for 422 and 503 alone. Source: Dev Center (2014), Add-on Provider API */
  constructor(what: string, partner: PartnerAnswer) {
    const words = partner.body?.message;
    const isShown = (partner.status === 422 || partner.status === 503) && typeof words === "string";
    super(422, "invalid_params", isShown ? words : `${what} failed. Please try again later.`);
    this.partner = partner;
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
