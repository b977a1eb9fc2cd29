import { createHash, randomUUID } from "node:crypto";

/** The salt of `startTestService`. */
export const ssoSalt = "s4ltForTestsOnly";

export interface SsoWish {
  resourceId: string;
  /** Seconds since the epoch; now unless given. */
  timestamp?: number | string;
  userId?: string;
  email?: string;
}

/** The form Heroku's browser redirect posts: both tokens, as the Heroku CLI and dashboard send it. */
export function ssoForm(wish: SsoWish): Record<string, string> {
  const { resourceId, timestamp = Math.floor(Date.now() / 1000), userId = randomUUID() } = wish;
  const email = wish.email ?? "dana@example.com";
  return {
    resource_id: resourceId,
    resource_token: createHash("sha1").update(`${resourceId}:${ssoSalt}:${timestamp}`).digest("hex"),
    user_scoped_resource_token: createHash("sha256")
      .update(`${resourceId}:${ssoSalt}:${timestamp}:${userId}:${email}`)
      .digest("hex"),
    timestamp: String(timestamp),
    user_id: userId,
    email,
    app: "harbor-quay",
    context_app: "harbor-quay",
  };
}

/** The form without some of its fields. */
export function without(form: Record<string, string>, ...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !names.includes(name)));
}

/** `POST /sso/login` as a browser does it; the redirect is not followed. */
export function postSso(service: { url: string }, form: Record<string, string>): Promise<Response> {
  return fetch(`${service.url}/sso/login`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    redirect: "manual",
  });
}

/** `Cookie` header value of everything an answer sets. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** Signs in and gives the `Cookie` header of the session. */
export async function signIn(service: { url: string }, resourceId: string): Promise<string> {
  const response = await postSso(service, ssoForm({ resourceId }));
  if (response.status !== 303) throw new Error(`sso answered ${response.status}`);
  return cookiesOf(response);
}
