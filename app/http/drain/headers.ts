import type { IncomingMessage } from "node:http";

/** The body's type, without parameters, in lower case. */
export function contentTypeOf(req: IncomingMessage): string | undefined {
  return req.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
}

/** Whether the sender says that the body is Logplex frames. */
export function isLogplexBody(req: IncomingMessage): boolean {
  return contentTypeOf(req) === "application/logplex-1";
}

/** How the body is compressed; null: in a way that is not known here. */
export function compressionOf(req: IncomingMessage): "identity" | "gzip" | null {
  const encoding = req.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  return encoding === "identity" || encoding === "gzip" ? encoding : null;
}

/** Heroku's are 32 hex digits; anything printable and short is taken as an id, the rest as none. */
export function frameIdOf(header: string | undefined): string | null {
  return header !== undefined && /^[\w.-]{1,128}$/.test(header) ? header : null;
}

/** A sanity check of the sender's, not ours: absent or unreadable it is nobody's fault. */
export function countOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,7}$/.test(header) ? Number(header) : null;
}

/** A header that Node knows no meaning of; repeated ones arrive joined, and then it is the sender's fault. */
export function headerOf(req: IncomingMessage, name: `logplex-${string}` | "x-request-id"): string | undefined {
  return req.headers[name] as string | undefined;
}

/**
 * Whence a request came. Heroku's router adds exactly one hop and writes it last; trusting more would let a sender write
 * its own address.
 *
 * @param isBehindRouter as in production
 */
export function senderAddress(req: IncomingMessage, isBehindRouter: boolean): string {
  const forwarded = isBehindRouter ? req.headers["x-forwarded-for"] : undefined;
  const last = typeof forwarded === "string" ? forwarded.slice(forwarded.lastIndexOf(",") + 1).trim() : "";
  return last === "" ? (req.socket.remoteAddress ?? "") : last;
}
