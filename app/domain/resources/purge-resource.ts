import type { Services } from "../../context.ts";
import { deleteLinesOfResource } from "../../stores/clickhouse/log-lines.ts";

/** Removes a deprovisioned resource's events. Repeatable: purging what is gone is a no-op. */
export async function purgeResource({ stores, log }: Services, input: { resourceId: string }): Promise<void> {
  await deleteLinesOfResource(stores.clickhouse, input.resourceId);
  log.info({ resourceId: input.resourceId }, "purged");
}
