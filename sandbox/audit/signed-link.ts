import { createHmac, randomBytes } from "node:crypto";
import type { Request } from "express";
import { isSame } from "../platform/authenticate.ts";

/** Dies with the process, as the links do soon after. */
const secret = randomBytes(32);

/**
 * A link that opens one object until a time, without a token, in the manner of object storage.
 *
 * @param path  with its query, on the sandbox's own origin
 */
export function signLink(origin: string, path: string, expiresAtMs: number): string {
  const link = new URL(path, origin);
  link.searchParams.set("expires", String(Math.floor(expiresAtMs / 1000)));
  link.searchParams.set("signature", signatureOf(link));
  return link.toString();
}

/** Object storage's answers to a bad link, as XML, so that a client cannot read them as the Platform API's. */
export interface LinkRefusal {
  status: 400 | 403;
  code: "InvalidArgument" | "SignatureDoesNotMatch" | "AccessDenied";
  message: string;
}

/** @returns null when the link is good */
export function refuseLink(req: Request, nowMs: number): LinkRefusal | null {
  // A signed link is one way to say who asks; a token beside it would be a second.
  if (req.get("authorization") !== undefined) {
    return { status: 400, code: "InvalidArgument", message: "Only one auth mechanism allowed" };
  }
  const link = new URL(req.originalUrl, "http://sandbox.invalid");
  const presented = link.searchParams.get("signature") ?? "";
  link.searchParams.delete("signature");
  if (!isSame(signatureOf(link), presented)) {
    return { status: 403, code: "SignatureDoesNotMatch", message: "The signature does not match." };
  }
  if (Number(link.searchParams.get("expires")) * 1000 <= nowMs) {
    return { status: 403, code: "AccessDenied", message: "Request has expired" };
  }
  return null;
}

function signatureOf(link: URL): string {
  return createHmac("sha256", secret).update(`${link.pathname}?${link.searchParams}`).digest("hex");
}
