import { gunzipSync } from "node:zlib";
import type { BucketAnswer, BucketHoursAnswer, BucketOrNoneAnswer } from "../../app/contract/api.ts";
import type { Sandbox } from "../../sandbox/index.ts";
import { type Caller, callApi } from "./api.ts";
import type { TestService } from "./service.ts";

/** A body for `PUT /bucket`: the sandbox's own bucket, with the keys it takes. */
export function sandboxBucket({ url }: Pick<Sandbox, "url">, changes: object = {}): Record<string, unknown> {
  return {
    endpoint: url,
    region: "us-east-1",
    bucket: "quay-logs",
    access_key_id: "AKIAQUAYEXAMPLE",
    secret_access_key: "quay/example/secret+key",
    ...changes,
  };
}

export const putBucket = (service: TestService, caller: Caller, body: object) =>
  callApi<BucketAnswer & { code: string; detail: string }>(service, caller, "PUT", "/bucket", { body });

export const getBucket = async (service: TestService, caller: Caller) =>
  (await callApi<BucketOrNoneAnswer>(service, caller, "GET", "/bucket")).body.bucket;

export const bucketHours = async (service: TestService, caller: Caller) =>
  (await callApi<BucketHoursAnswer>(service, caller, "GET", "/bucket/hours")).body.data;

/** Keys in the sandbox's bucket below a prefix, in the order in which they were put. */
export async function keysIn({ url }: Pick<Sandbox, "url">, prefix: string): Promise<string[]> {
  const { objects } = (await (await fetch(`${url}/sandbox/objects`)).json()) as { objects: { key: string }[] };
  return objects.map(({ key }) => key).filter((key) => key.startsWith(prefix));
}

/** An object's bytes. @throws Error when there is none */
export async function objectAt({ url }: Pick<Sandbox, "url">, key: string): Promise<Buffer> {
  const answer = await fetch(`${url}/sandbox/objects/${key}`);
  if (!answer.ok) throw new Error(`${key}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** The rows of a file of an hour. */
export async function rowsAt<Row>(sandbox: Pick<Sandbox, "url">, key: string): Promise<Row[]> {
  const text = gunzipSync(await objectAt(sandbox, key)).toString("utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}
