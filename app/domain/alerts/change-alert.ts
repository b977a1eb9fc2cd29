import type { Ctx } from "../../context.ts";
import type { AlertSecretAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as alertEvents from "../../stores/postgres/alert-events.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import { toAlert } from "./alert-view.ts";
import type { NewAlert } from "./create-alert.ts";
import { sealDestination } from "./destination.ts";
import { keepIncidentEnd } from "./end-incident.ts";
import { checkQuery } from "./watched.ts";

export type AlertChange = { [K in keyof NewAlert]?: NewAlert[K] | undefined } & {
  mutedUntil?: Date | null | undefined;
};

/**
 * Changes what is named. Windows from now on are judged by the new rule; what was judged stays. With another destination, an incident that
 * is open at PagerDuty is ended.
 *
 * @throws Fault alert.not_found, alert.name_taken, alert.bad_address, query.too_large
 */
export async function changeAlert(
  ctx: Ctx,
  id: string,
  { destination, mutedUntil, ...rule }: AlertChange,
): Promise<AlertSecretAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  // Whichever of the two it watches: one that stays is not known before the row is changed.
  if (rule.query !== undefined)
    for (const watches of rule.watches ? [rule.watches] : (["lines", "changes"] as const))
      await checkQuery(ctx, { watches, query: rule.query });
  const sealed = destination && (await sealDestination(ctx, destination));
  const named = Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined));
  const isMuteOnly = sealed === undefined && Object.keys(named).length === 0;
  const row = await stores.pg.transaction(async (tx) => {
    if (destination) {
      const before = await alerts.findForUpdate(tx, resourceId, id);
      if (before) await keepIncidentEnd(ctx, tx, before, destination);
    }
    return alerts.change(tx, resourceId, id, {
      ...named,
      ...sealed?.columns,
      ...(mutedUntil === undefined ? {} : { muted_until: mutedUntil }),
      // Another query may be one that can be judged, and muting is no change of what an alert is.
      ...(isMuteOnly ? {} : { changed_at: clock.now(), trouble: null, due_at: clock.now() }),
    });
  });
  if (row === null) throw new Fault("alert.not_found", { detail: `change ${id} of ${resourceId}` });
  if (row === "name taken") throw new Fault("alert.name_taken");
  log.info({ resourceId, alertId: id, by: actor.kind }, "alert changed");
  const last = await alertEvents.findLastTold(stores.pg, resourceId, id);
  return { ...toAlert(row, last?.delivery === "muted" ? null : last), signing_secret: sealed?.signingSecret ?? null };
}
