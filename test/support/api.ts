import { randomBytes } from "node:crypto";
import { sha256Hex } from "../../app/lib/secrets.ts";
import * as apiTokens from "../../app/stores/postgres/api-tokens.ts";
import { checkAnswer } from "./described-answers.ts";
import { type Provisioned, provisionResource, type TestService } from "./service.ts";

/** Who calls: a program with a token, or a dashboard page with its session's cookie. */
export type Caller = { token: string } | { cookie: string };

/** A new resource, and who may change it. */
export async function provisionWithAdmin(service: TestService): Promise<Provisioned & { admin: { token: string } }> {
  const provisioned = await provisionResource(service);
  return { ...provisioned, admin: { token: await makeApiToken(service, provisioned.resourceId, ["admin"]) } };
}

/** An API token with the scopes; the one that provisioning makes has `read` only. */
export async function makeApiToken(service: TestService, resourceId: string, scopes: string[]): Promise<string> {
  const token = `dt_${randomBytes(32).toString("base64url")}`;
  await apiTokens.insert(service.services.stores.pg, {
    resource_id: resourceId,
    name: "made by a test",
    token_hash: sha256Hex(token),
    prefix: token.slice(0, 11),
    scopes,
  });
  return token;
}

export interface ApiAnswer<T> {
  status: number;
  headers: Headers;
  /** null for an empty body. */
  body: T;
}

/**
 * `/api/v1…` as the caller does it; a session's call carries the header of our own page. A header set to null is left out.
 *
 * @throws Error when the answer is other than openapi.json says
 */
export async function callApi<T = { code: string; detail: string }>(
  service: Pick<TestService, "url">,
  caller: Caller | null,
  method: "GET" | "POST" | "DELETE" | "PATCH" | "PUT",
  path: string,
  options: { body?: unknown; headers?: Record<string, string | null> } = {},
): Promise<ApiAnswer<T>> {
  const headers: Record<string, string | null> = {
    ...(caller && "token" in caller ? { authorization: `Bearer ${caller.token}` } : {}),
    ...(caller && "cookie" in caller ? { cookie: caller.cookie, "x-requested-with": "draintrail" } : {}),
    ...(options.body === undefined ? {} : { "content-type": "application/json" }),
    ...options.headers,
  };
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const body = text === "" ? null : JSON.parse(text);
  checkAnswer(method, path, response.status, body);
  return { status: response.status, headers: response.headers, body: body as T };
}
