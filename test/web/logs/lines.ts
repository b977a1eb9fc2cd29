import type { Line } from "../../../app/contract/line.ts";

/** A line as the API gives it, with only what a test cares about spelled out. */
export function makeLine(given: Partial<Line> = {}): Line {
  return {
    id: "line-1",
    message_len: 80,
    priority: 190,
    version: "1",
    timestamp: "2026-11-20T12:00:00.000000Z",
    host_name: "host",
    app_name: "app",
    process_id: "web.1",
    message_id: "-",
    message: "hello",
    facility: 23,
    severity: 6,
    received_at: "2026-11-20T12:00:00.300Z",
    app: { id: "01234567-89ab-cdef-0123-456789abcdef", name: "harbor-quay" },
    kind: "app",
    level: "info",
    fields: {},
    ...given,
  };
}
