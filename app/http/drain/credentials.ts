import type { DrainCredentials } from "../../domain/drains/manual-owner.ts";
import { isBasic, readBasic } from "../../lib/basic-credentials.ts";

/**
 * The credentials of a manual drain's URL, as every HTTP client sends them: `Authorization: Basic <id>:<secret>`.
 *
 * @returns null without Basic credentials: then the drain token alone decides. What cannot be read is empty, which no
 *   drain has
 */
export function readCredentials(authorization: string | undefined): DrainCredentials | null {
  if (!isBasic(authorization)) return null;
  const { user, password } = readBasic(authorization) ?? { user: "", password: "" };
  return { drainId: user.toLowerCase(), secret: password };
}
