import type { AlertAnswer, AlertEventAnswer, AlertTellingAnswer } from "../../contract/api.ts";
import type { AlertEventRow } from "../../stores/postgres/alert-events.ts";
import type { AlertRow } from "../../stores/postgres/alerts.ts";

/** An alert as the API gives it. @param lastTold its newest turn that somebody was to be told of */
export function toAlert(row: AlertRow, lastTold: AlertEventRow | null): AlertAnswer {
  return {
    id: row.id,
    name: row.name,
    watches: row.watches,
    query: row.query,
    condition: row.condition,
    count: row.count,
    times: row.times,
    window_minutes: row.window_minutes,
    destination: { kind: row.destination_kind, shown: row.destination_shown },
    state: row.state,
    state_since: row.state_since.toISOString(),
    judged_to: row.judged_to.toISOString(),
    trouble: row.trouble,
    last_told: lastTold && toTelling(lastTold),
    muted_until: row.muted_until?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    changed_at: row.changed_at?.toISOString() ?? null,
  };
}

function toTelling({ id, type, at, delivery, attempts, error }: AlertEventRow): AlertTellingAnswer {
  return { id, type, at: at.toISOString(), delivery, attempts, error };
}

/** What an alert did, as the API gives it. */
export function toAlertEvent(row: AlertEventRow): AlertEventAnswer {
  return {
    ...toTelling(row),
    count: Number(row.count),
    count_day_before: row.count_day_before === null ? null : Number(row.count_day_before),
    window: { from: row.window_from.toISOString(), to: row.window_to.toISOString() },
  };
}
