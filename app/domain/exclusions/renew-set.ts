import { isDeepStrictEqual } from "node:util";
import * as attachments from "../../stores/postgres/attachments.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import * as exclusionSets from "../../stores/postgres/exclusion-sets.ts";
import * as exclusions from "../../stores/postgres/exclusions.ts";
import { drainAppsOf } from "../logs/line-view.ts";

/**
 * Writes down the filters that hold from now on, when they, or the apps they may name, have become others. Frames name a set, and sets
 * never change, so a frame is read alike however often and whenever. Call with the resource's row locked, and tell the door
 * (`notices.resourceChanged`) once it is committed.
 */
export async function renewExclusionSet(tx: Db, resourceId: string, now: Date): Promise<void> {
  const rows = await exclusions.listOfResource(tx, resourceId);
  const before = await exclusionSets.currentOf(tx, resourceId);
  const filters = rows.filter((row) => row.is_active).map(({ id, query }) => ({ id, query }));
  if (filters.length === 0 && (before === null || before.filters.length === 0)) return;
  const apps = Object.fromEntries(drainAppsOf(await attachments.listOfResource(tx, resourceId)));
  if (before !== null && isDeepStrictEqual({ filters, apps }, { filters: before.filters, apps: before.apps })) return;
  await exclusionSets.insert(tx, resourceId, { filters, apps }, now);
}
