import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { SafeFetch } from "./safe-fetch.ts";

/** A bucket of S3, or of what speaks its protocol. */
export interface ObjectStore {
  /** Origin of the API. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface StoredObject {
  /** Letters, digits and `._=/-` only, so that it stands in a URL as it is. */
  key: string;
  body: Blob;
  /** Of the body, in hex. The store refuses another. */
  sha256: string;
  contentType: string;
  /** Less than usual, where somebody waits for it. */
  msMax?: number;
}

/** A JSON text as an object. */
export function jsonObject(key: string, text: string): StoredObject {
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { key, body: new Blob([text]), sha256, contentType: "application/json" };
}

/** The store answered, and not well. `code` is its own word for it, where it has one. */
export class ObjectRefusedError extends Error {
  readonly status: number;
  readonly code: string | null;
  constructor(status: number, code: string | null) {
    super(`the bucket answered ${status}${code ? ` ${code}` : ""}`);
    this.status = status;
    this.code = code;
  }
}

/** A busy hour of the largest plan is some hundred megabytes. */
const PUT_MS_MAX = 10 * 60_000;
/** An error document is a few hundred bytes. */
const ERROR_BYTES_MAX = 16_384;

/**
 * Writes one object, in the place of one of the same key. The bucket is in the path, which every implementation takes and
 * which needs no certificate for names with dots.
 *
 * Sources: Amazon S3 API Reference, PutObject and "Error responses"; AWS Signature Version 4.
 *
 * @throws ObjectRefusedError; UnsafeRequestError; what the network says
 */
export async function putObject(
  target: Pick<SafeFetch, "open">,
  { endpoint, region, bucket, ...keys }: ObjectStore,
  object: StoredObject,
): Promise<void> {
  const url = new URL(`/${bucket}/${object.key}`, endpoint);
  const signer = new SignatureV4({
    service: "s3",
    region,
    credentials: keys,
    sha256: Sha256,
    uriEscapePath: false, // S3 alone signs paths as they are
  });
  const signed = await signer.sign({
    method: "PUT",
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: {
      host: url.host,
      "content-type": object.contentType,
      "x-amz-content-sha256": object.sha256,
    },
  });
  const read = new AbortController();
  try {
    const { host: _set, ...headers } = signed.headers; // by the connection itself
    const request = {
      method: "PUT",
      headers,
      body: object.body,
      signal: read.signal,
      msMax: object.msMax ?? PUT_MS_MAX,
    };
    const answer = await target.open(url.href, request);
    if (answer.status < 200 || answer.status >= 300)
      throw new ObjectRefusedError(answer.status, await readCode(answer.body));
  } finally {
    read.abort();
  }
}

/** `<Error><Code>AccessDenied</Code>…`: a word, and nothing else of it is for us. */
async function readCode(body: AsyncIterable<Uint8Array>): Promise<string | null> {
  let text = "";
  try {
    for await (const part of body) {
      text += Buffer.from(part).toString("latin1");
      if (text.length > ERROR_BYTES_MAX) break;
    }
  } catch {
    // what came until then may say it
  }
  return /<Code>([A-Za-z]{1,60})<\/Code>/.exec(text)?.[1] ?? null;
}

/** Node's own hash, in the shape that the signer asks for. */
class Sha256 {
  readonly #secret: Buffer | null;
  #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? null : bytesOf(secret);
    this.#hash = this.#open();
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    this.#hash = this.#open();
  }
  #open(): Hash | Hmac {
    return this.#secret === null ? createHash("sha256") : createHmac("sha256", this.#secret);
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data, "utf8");
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
