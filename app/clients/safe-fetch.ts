import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, type Dispatcher, fetch as undiciFetch } from "undici";

/**
 * The one way out of this process: refuses private addresses after resolving, follows no redirect, and bounds time and
 * size. `trustedOrigins` (the configured Heroku URLs) may be private: that is how a local Heroku is reached.
 */
export interface SafeFetch {
  (url: string, request?: SafeRequest): Promise<SafeResponse>;
  /** The same, for an answer too large to hold: the caller bounds the body, and ends by the signal what it does not read. */
  open(url: string, request: OpenRequest): Promise<OpenResponse>;
  /** Why this URL would be refused whatever its name resolves to, in words that follow it; null when it would not. */
  refusalOf(url: string): string | null;
  close(): Promise<void>;
}
export interface SafeRequest {
  method?: string;
  headers?: Record<string, string>;
  /** A Blob is sent as it is read, with its size ahead. */
  body?: string | Blob;
  signal?: AbortSignal;
  /** More of the body than usual, for a call whose answer has no pages. */
  bytesMax?: number;
}
export interface SafeResponse {
  status: number;
  headers: Headers;
  /** The whole body; one over the cap is refused. */
  text: string;
}

export interface OpenRequest extends SafeRequest {
  signal: AbortSignal;
  /** Until the last byte. */
  msMax: number;
}
export interface OpenResponse {
  status: number;
  headers: Headers;
  body: AsyncIterable<Uint8Array>;
}

/** A refused address or an answer over the caps; never retried. */
export class UnsafeRequestError extends Error {}

/** Heroku's API answers in well under a second; past 15 s the job's own retry is the better use of time. */
const TIMEOUT_MS = 15_000;
/** Lists are pages of at most 1 000 objects of a few KB. */
const BYTES_MAX = 16 * 1024 * 1024;

export function createSafeFetch(trustedOrigins: readonly string[]): SafeFetch {
  const trusted = new Set(trustedOrigins);
  const open = new Agent({ connect: { timeout: 5_000 } });
  const guarded = new Agent({
    connect: {
      timeout: 5_000,
      // undici connects to what this returns, so a name cannot resolve to one address for the check and another later.
      lookup: (hostname, options, callback) => {
        dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
          if (error) return callback(error, "", 0);
          const list = addresses as LookupAddress[];
          if (list.some((each) => !isPublicAddress(each.address)))
            return callback(new UnsafeRequestError(`${hostname} resolves to a private address`), "", 0);
          if (options.all) return (callback as unknown as (e: null, list: LookupAddress[]) => void)(null, list);
          const first = list[0];
          callback(null, first?.address ?? "", first?.family ?? 4);
        });
      },
    },
  });
  const call = (url: string, request: SafeRequest, msMax: number) => {
    const target = new URL(url);
    const isTrusted = trusted.has(target.origin);
    const refusal = isTrusted ? null : refusalOfTarget(target);
    if (refusal !== null) throw new UnsafeRequestError(`${target.hostname}: ${refusal}`);
    const timeout = AbortSignal.timeout(msMax);
    return undiciFetch(target, {
      method: request.method ?? "GET",
      headers: request.headers ?? {},
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: "manual",
      signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
      dispatcher: (isTrusted ? open : guarded) as Dispatcher,
    });
  };
  const send = async (url: string, request: SafeRequest = {}): Promise<SafeResponse> => {
    const response = await call(url, request, TIMEOUT_MS);
    return {
      status: response.status,
      headers: response.headers as unknown as Headers,
      text: await readCapped(response, request.bytesMax ?? BYTES_MAX),
    };
  };
  return Object.assign(send, {
    async open(url: string, request: OpenRequest): Promise<OpenResponse> {
      const response = await call(url, request, request.msMax);
      return {
        status: response.status,
        headers: response.headers as unknown as Headers,
        body: (response.body ?? []) as AsyncIterable<Uint8Array>,
      };
    },
    refusalOf(url: string) {
      if (!URL.canParse(url)) return "it is not a URL";
      const target = new URL(url);
      // fetch takes none with credentials, and would be told so late.
      if (target.username !== "" || target.password !== "") return "it has a user or a password in it";
      return trusted.has(target.origin) ? null : refusalOfTarget(target);
    },
    async close() {
      await Promise.all([open.close(), guarded.close()]);
    },
  });
}

function refusalOfTarget(target: URL): string | null {
  if (target.protocol !== "https:") return "only https leaves this service";
  const host = target.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) && !isPublicAddress(host) ? "it is a private address" : null;
}

/** Public unicast only: loopback, private, link-local, multicast, mapped and reserved ranges are all refused. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address); // an IPv4 address in IPv6 clothing is judged as IPv4
  return parsed.range() === "unicast";
}

async function readCapped(response: Awaited<ReturnType<typeof undiciFetch>>, bytesMax: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > bytesMax) throw new UnsafeRequestError(`answer over ${bytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
