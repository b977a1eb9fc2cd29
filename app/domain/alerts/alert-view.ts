import type { AlertAnswer, AlertEventAnswer, AlertSecretAnswer } from "../../contract/api.ts";
import type { AlertEventRow } from "../../stores/postgres/alert-events.ts";
import type { AlertRow } from "../../stores/postgres/alerts.ts";

/** An alert as the API gives it. */
export function toAlert(row: AlertRow): AlertAnswer {
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
    muted_until: row.muted_until?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    changed_at: row.changed_at?.toISOString() ?? null,
  };
}

/** @param signingSecret of a new webhook, told this once */
export function withSigningSecret(row: AlertRow, signingSecret: string | null): AlertSecretAnswer {
  return { ...toAlert(row), signing_secret: signingSecret };
}

/** What an alert did, as the API gives it. */
export function toAlertEvent(row: AlertEventRow): AlertEventAnswer {
  return {
    id: row.id,
    type: row.type,
    at: row.at.toISOString(),
    count: Number(row.count),
    count_day_before: row.count_day_before === null ? null : Number(row.count_day_before),
    window: { from: row.window_from.toISOString(), to: row.window_to.toISOString() },
    delivery: row.delivery,
    attempts: row.attempts,
    error: row.error,
  };
}
