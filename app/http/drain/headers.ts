import type { Request } from "express";

/** Whether the sender says that the body is Logplex frames. */
export function isLogplexBody(req: Request): boolean {
  return req.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/logplex-1";
}

/** Heroku's are 32 hex digits; anything printable and short is taken as an id, the rest as none. */
export function frameIdOf(header: string | undefined): string | null {
  return header !== undefined && /^[\w.-]{1,128}$/.test(header) ? header : null;
}

/** A sanity check of the sender's, not ours: absent or unreadable it is nobody's fault. */
export function countOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,7}$/.test(header) ? Number(header) : null;
}
