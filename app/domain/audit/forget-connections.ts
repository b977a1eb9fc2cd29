import type { Services } from "../../context.ts";
import * as auditConnections from "../../stores/postgres/audit-connections.ts";
import { keepForRelease, queueReleases, type Release } from "./keep-for-release.ts";

/** Forgets connections that became no source within their hour, and has their authorizations given back. @returns how many */
export async function forgetConnections(services: Services): Promise<number> {
  const { stores, clock } = services;
  const releases: Release[] = [];
  const rows = await stores.pg.transaction(async (tx) => {
    const expired = await auditConnections.forgetExpired(tx, clock.now());
    for (const row of expired) releases.push(...(await keepForRelease(services, tx, "audit_connections", row)));
    return expired.length;
  });
  queueReleases(services, releases);
  return rows;
}
