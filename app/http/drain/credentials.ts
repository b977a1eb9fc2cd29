import type { DrainCredentials } from "../../domain/drains/manual-owner.ts";

/**
 * The credentials of a manual drain's URL, as every HTTP client sends them: `Authorization: Basic <id>:<secret>`.
 *
 * @returns null without Basic credentials: then the drain token alone decides. What cannot be read is empty, which no
 *   drain has
 */
export function readCredentials(authorization: string | undefined): DrainCredentials | null {
  if (authorization === undefined || !/^basic(\s|$)/i.test(authorization)) return null;
  const decoded = Buffer.from(authorization.slice("basic".length).trim(), "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 0) return { drainId: "", secret: "" };
  return { drainId: decoded.slice(0, colon).toLowerCase(), secret: decoded.slice(colon + 1) };
}
