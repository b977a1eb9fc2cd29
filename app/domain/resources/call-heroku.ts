import { HerokuError } from "../../clients/heroku-error.ts";
import type { Services } from "../../context.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { accessToken } from "./access-token.ts";

/**
 * Calls Heroku for a resource. A 401 means the token was revoked, for example by a reset of the client secret: it is
 * refreshed once and the call made again; a second 401 marks the access broken.
 *
 * @returns null when the resource has no working Heroku access
 * @throws whatever else the call throws; temporary trouble is the job's to retry
 */
export async function callHeroku<T>(
  services: Services,
  resourceId: string,
  call: (accessToken: string) => Promise<T>,
): Promise<T | null> {
  const token = await accessToken(services, resourceId);
  if (token === null) return null;
  try {
    return await call(token);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
  }
  const renewed = await accessToken(services, resourceId, token);
  if (renewed === null) return null;
  try {
    return await call(renewed);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    services.log.error({ resourceId, err: error }, "a fresh token was refused: Heroku access broken");
    await resources.setHerokuAccess(services.stores.pg, resourceId, "broken");
    return null;
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof HerokuError && error.status === 401;
}
