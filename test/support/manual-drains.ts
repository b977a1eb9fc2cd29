import { randomBytes } from "node:crypto";
import type { ManualDrainSecretAnswer } from "../../app/contract/api.ts";
import { callApi, makeApiToken } from "./api.ts";
import { frameOf } from "./frames.ts";
import { provisionResource, type TestService } from "./service.ts";

export interface ManualDrain {
  resourceId: string;
  /** `read`, as provisioned. */
  apiToken: string;
  adminToken: string;
  drainId: string;
  secret: string;
}

/** A resource of the test's own with one manual drain. */
export async function makeManualDrain(
  service: TestService,
  options: { name?: string; pin_token?: boolean } = {},
): Promise<ManualDrain> {
  const { resourceId, apiToken } = await provisionResource(service);
  const adminToken = await makeApiToken(service, resourceId, ["admin"]);
  const { status, body } = await callApi<ManualDrainSecretAnswer>(service, { token: adminToken }, "POST", "/drains", {
    body: { name: "harbor", ...options },
  });
  if (status !== 201) throw new Error(`creating a drain answered ${status}`);
  return { resourceId, apiToken, adminToken, drainId: body.id, secret: secretOf(body) };
}

export function secretOf(drain: ManualDrainSecretAnswer): string {
  return decodeURIComponent(new URL(drain.url).password);
}

export const basicOf = (drainId: string, secret: string) =>
  `Basic ${Buffer.from(`${drainId}:${secret}`).toString("base64")}`;

/** `POST /drain` with a manual drain's credentials and nothing else that Logplex would add. A header set to null is left out. */
export function postManual(
  service: { url: string },
  drain: Pick<ManualDrain, "drainId" | "secret">,
  body: Buffer,
  headers: Record<string, string | null> = {},
): Promise<Response> {
  const all: Record<string, string | null> = {
    "content-type": "application/logplex-1",
    authorization: basicOf(drain.drainId, drain.secret),
    ...headers,
  };
  return fetch(`${service.url}/drain`, {
    method: "POST",
    headers: Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null)),
    body: body as Buffer<ArrayBuffer>,
  });
}

/** A body nobody sent before. */
export function someFrame(text = randomBytes(8).toString("hex")): Buffer {
  return frameOf([`<190>1 ${new Date().toISOString()} host app web.1 - - ${text}\n`]);
}
