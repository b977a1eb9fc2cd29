import type { Joined, Line, LineKind, LineLevel } from "../../contract/line.ts";
import { formatLineId } from "../../lib/line-id.ts";
import type { LineRow } from "../../stores/clickhouse/log-lines.ts";
import type { AttachmentRow } from "../../stores/postgres/attachments.ts";

/** Which app each drain of a resource belongs to; removed attachments included, their lines are still there. */
export type DrainApps = Map<string, { id: string; name: string }>;

export function drainAppsOf(attachments: readonly AttachmentRow[]): DrainApps {
  const apps: DrainApps = new Map();
  for (const { id, app_id, app_name } of attachments)
    if (app_id !== null && app_name !== null) apps.set(id, { id: app_id, name: app_name });
  return apps;
}

/** A stored row as the API gives it. @param joined what cut lines were, by id */
export function toLine(row: LineRow, apps: DrainApps, joined?: ReadonlyMap<string, Joined>): Line {
  const id = formatLineId({
    timestampMicros: row.timestamp_micros,
    receivedAtMs: row.received_ms,
    frameSeq: row.frame_seq,
    lineIndex: row.line_index,
  });
  const whole = joined?.get(id);
  return {
    id,
    message_len: row.message_len,
    priority: row.priority,
    version: row.version,
    timestamp: formatMicros(row.timestamp_micros),
    host_name: row.host_name,
    app_name: row.app_name,
    process_id: row.process_id,
    message_id: row.message_id,
    message: row.message,
    facility: row.priority >> 3,
    severity: row.priority & 7,
    received_at: new Date(row.received_ms).toISOString(),
    app: apps.get(row.drain_id) ?? null,
    kind: row.kind as LineKind,
    level: row.level as LineLevel,
    fields: row.fields,
    ...(whole ? { joined: whole } : {}),
  };
}

/** RFC 3339 in UTC with microseconds. */
export function formatMicros(micros: number): string {
  const milliseconds = Math.floor(micros / 1000);
  const rest = String(micros - milliseconds * 1000).padStart(3, "0");
  return new Date(milliseconds).toISOString().replace("Z", `${rest}Z`);
}
