import { type AuditWorld, makeAccount, makeEnterprise } from "./audit.ts";
import { signIn } from "./sso.ts";

export const openPath = (world: AuditWorld, path: string, cookie?: string) =>
  fetch(`${world.service.url}${path}`, { redirect: "manual", headers: cookie ? { cookie } : {} });

export const locationOf = (response: Response) => response.headers.get("location") ?? "";

/** Says yes on Heroku's page, as the user. @returns where Heroku sends the browser */
export async function allow(authorizeUrl: string, user: string): Promise<string> {
  const url = new URL(authorizeUrl);
  const form = new URLSearchParams({ ...Object.fromEntries(url.searchParams), user, decision: "allow" });
  const answer = await fetch(`${url.origin}${url.pathname}`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: url.origin,
      "sec-fetch-site": "same-origin",
    },
    body: form.toString(),
  });
  if (!locationOf(answer)) throw new Error(`authorize answered ${answer.status}: ${await answer.text()}`);
  return locationOf(answer);
}

export type Connected = Awaited<ReturnType<typeof connect>>;

/** A session, and a connection it made as the account's manager. */
export async function connect(world: AuditWorld, scope = "global") {
  const resource = await makeEnterprise(world);
  const cookie = await signIn(world.service, resource.resourceId);
  const account = makeAccount(world);
  const away = await openPath(world, `/audit/connect?scope=${scope}`, cookie);
  const back = new URL(await allow(locationOf(away), account.manager));
  const end = await openPath(world, back.pathname + back.search, cookie);
  const [, id = ""] = /^\/audit\?connection=(.+)$/.exec(locationOf(end)) ?? [];
  return { ...resource, cookie, account, id, back, end };
}
