import type { Services } from "../../context.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import * as resources from "../../stores/postgres/resources.ts";
import type { PublishedLine } from "../logs/publish-lines.ts";
import { findPlan } from "../resources/plans.ts";
import { lineChange } from "./line-change.ts";
import { storeChanges } from "./store-changes.ts";

/**
 * Stores what Heroku's API wrote into the logs (lines of the kind `api`) as changes, after they were stored as lines. A
 * crash repeats it, and the same line gives the same row.
 * What is looked up here, app and plan, is in no row's name, so a replay may see it changed.
 */
export async function storeLineChanges(services: Services, lines: readonly PublishedLine[]): Promise<void> {
  if (lines.length === 0) return;
  const { pg } = services.stores;
  const [drains, plans] = await Promise.all([
    attachments.listByIds(pg, distinct(lines.map(({ origin }) => origin.drainId))),
    resources.plansOf(pg, distinct(lines.map(({ origin }) => origin.resourceId))),
  ]);
  const apps = new Map(drains.map(({ id, app_id, app_name }) => [id, { id: app_id ?? "", name: app_name ?? "" }]));
  const rows = lines.map((each) => {
    // A resource that was purged meanwhile has no plan; its rows go with the second pass of the purge.
    const plan = findPlan(plans.get(each.origin.resourceId) ?? "");
    return lineChange(
      each,
      apps.get(each.origin.drainId) ?? { id: "", name: "" },
      plan?.changeRetentionDays ?? each.origin.retentionDays,
    );
  });
  await storeChanges(services, rows);
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
