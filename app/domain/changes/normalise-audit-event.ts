import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import { type ChangeOrigin, changeRowId, type Named, type Person, toChangeRow } from "./change-row.ts";
import { memberAt, objectIn, textAt, timeOf } from "./json-values.ts";
import { readDetails } from "./read-details.ts";

/** Where an event of the audit trail was read. */
export interface AuditOrigin extends ChangeOrigin {
  /**
   * The UTC day or month that was asked for, `2026-11-25` or `2026-11`. An event without a time of its own is dated the
   * first of that month, so that the poll of a day and the month's archive give the same row.
   */
  period: string;
}

/**
 * One entry of Heroku's audit trail as a row of the 52 columns. Pure and total: members may be missing, null or of
 * another type, unknown types and actions are kept as they come, and the same event always gives the same row id.
 * Places of addresses are not looked up here (`storeChanges` does that).
 *
 * @param event one element of `GET /enterprise-accounts/:id/events`, or of an archive's `entries`
 * @param json  the text that it was read from, kept as it is; where there is none, it is spelt again
 * Source: heroku/platform-api schema.json `audit-trail-event`; Dev Center "Audit Trails for Enterprise Accounts"
 */
export function normaliseAuditEvent(event: unknown, origin: AuditOrigin, json?: string): ChangeRow {
  const createdAtMs = timeOf(memberAt(event, "created_at"));
  const type = textAt(event, "type");
  const data = memberAt(event, "data");
  return toChangeRow(
    {
      source: "audit-trail",
      event,
      ...(json === undefined ? {} : { json }),
      eventId: textAt(event, "id"),
      atMs: createdAtMs ?? startOfMonth(origin),
      createdAtMs,
      type,
      action: textAt(event, "action"),
      actor: personAt(event, "actor"),
      app: namedAt(event, "app"),
      owner: personAt(event, "owner"),
      team: namedAt(event, "team"),
      account: namedAt(event, "enterprise_account"),
      ip: textAt(event, "request.ip_address"),
      data,
      details: readDetails(type, data),
    },
    origin,
  );
}

/** What names its row, without the rest of it: most events that are read are stored already. Total, as the above. */
export function keyOfAuditEvent(event: unknown, origin: AuditOrigin): Pick<ChangeRow, "id" | "eventTime"> {
  return {
    id: changeRowId({ source: "audit-trail", eventId: textAt(event, "id"), event }),
    eventTime: timeOf(memberAt(event, "created_at")) ?? startOfMonth(origin),
  };
}

function startOfMonth({ period, receivedAtMs }: AuditOrigin): number {
  return timeOf(`${period.slice(0, 7)}-01T00:00:00Z`) ?? receivedAtMs;
}

export function namedAt(value: unknown, path: string): Named {
  const object = objectIn(memberAt(value, path));
  return { id: textAt(object, "id"), name: textAt(object, "name") };
}

export function personAt(value: unknown, path: string): Person {
  const object = objectIn(memberAt(value, path));
  return { id: textAt(object, "id"), email: textAt(object, "email") };
}
