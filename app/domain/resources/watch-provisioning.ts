import type { Services } from "../../context.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { failProvisioning } from "./finish-provisioning.ts";

/** Heroku gives up after 12 hours; we end it half an hour before, so that both sides agree. */
const DEADLINE_MS = 11.5 * 3_600_000;
/** Younger ones are still in the hands of their jobs. */
const GRACE_MS = 10 * 60_000;

/** Watches asynchronous provisionings: picks up those whose jobs are spent, ends those whose time is up. */
export async function watchProvisioning(services: Services): Promise<void> {
  const { stores, queues, clock } = services;
  for (const row of await resources.listProvisioning(stores.pg)) {
    const ageMs = clock.now().getTime() - row.created_at.getTime();
    if (ageMs > DEADLINE_MS) await failProvisioning(services, { resourceId: row.id, why: "the 12 h deadline is near" });
    else if (ageMs > GRACE_MS)
      await queues.enqueue(row.heroku_access === "pending" ? "exchange-grant" : "finish-provisioning", {
        resourceId: row.id,
      });
  }
}
