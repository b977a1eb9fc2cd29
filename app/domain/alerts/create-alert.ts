import { actorName, type Ctx } from "../../context.ts";
import type { AlertRule } from "../../contract/alert-words.ts";
import type { AlertSecretAnswer } from "../../contract/api.ts";
import { ALERTS_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { toAlert } from "./alert-view.ts";
import { type Destination, sealDestination } from "./destination.ts";
import { atMinute, toMinute } from "./minutes.ts";
import { checkQuery } from "./watched.ts";

export interface NewAlert extends AlertRule {
  name: string;
  query: string;
  destination: Destination;
}

/**
 * Watches from now on: the minute that is under way is the last of the first window.
 *
 * @throws Fault alert.name_taken, alert.too_many, alert.bad_address, query.too_large; resource.not_found when the resource
 *   ended
 */
export async function createAlert(ctx: Ctx, { destination, ...rule }: NewAlert): Promise<AlertSecretAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  await checkQuery(ctx, rule);
  const { columns, signingSecret } = await sealDestination(ctx, destination);
  const now = clock.now();
  const row = await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    if ((await alerts.countOfResource(tx, resourceId)) >= ALERTS_MAX)
      throw new Fault("alert.too_many", { fill: { max: String(ALERTS_MAX) } });
    return alerts.insert(tx, {
      ...rule,
      ...columns,
      resource_id: resourceId,
      state_since: now,
      judged_to: atMinute(toMinute(now)),
      due_at: now,
      created_at: now,
      created_by: actorName(actor),
    });
  });
  if (row === null) throw new Fault("alert.name_taken");
  log.info({ resourceId, alertId: row.id, kind: row.destination_kind, by: actor.kind }, "alert created");
  return { ...toAlert(row, null), signing_secret: signingSecret };
}
