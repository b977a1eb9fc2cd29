import type { AuditCast, AuditEventRow } from "../rows/audit.ts";
import type { EventKind } from "./event-kinds.ts";

/** One event in the Platform API's shape; what it is about decides which members are null. */
export function eventRow(
  cast: AuditCast,
  given: {
    id: string;
    createdAt: string;
    kind: Pick<EventKind, "type" | "action" | "about">;
    place: AuditCast["apps"][number];
    actor: { id: string; email: string } | null;
    address: string;
    data: Record<string, unknown> | null;
  },
): AuditEventRow {
  const { about, type, action } = given.kind;
  return {
    id: given.id,
    type,
    action,
    created_at: given.createdAt,
    actor: given.actor,
    app: about === "app" ? given.place.app : null,
    owner: about === "app" ? given.place.owner : null,
    team: about === "account" ? null : given.place.team,
    enterprise_account: cast.account,
    request: given.actor === null ? null : { ip_address: given.address },
    data: given.data,
  };
}

/** Oldest first; the id decides between events of one millisecond, so that every answer has the same order. */
export function byTime(a: AuditEventRow, b: AuditEventRow): number {
  return a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.id < b.id ? -1 : 1;
}
