import { randomUUID } from "node:crypto";
import { normaliseAuditEvent } from "../../app/domain/changes/normalise-audit-event.ts";
import type { ChangeRow } from "../../app/stores/clickhouse/changes/change-block.ts";

/** An entry of the audit trail as Heroku gives it: dana sets PAYMENT_KEY on harbor-quay. */
export function auditEvent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: randomUUID(),
    type: "config_change",
    action: "set",
    created_at: "2026-03-04T09:15:02.118Z",
    actor: { id: "b7e2c1a4-53d0-4c1f-9d3a-6f0e2b8a7c11", email: "dana@example.com" },
    app: { id: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60", name: "harbor-quay" },
    owner: { id: "5d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11", email: "quay-team@herokumanager.com" },
    team: { id: "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e12", name: "quay-team" },
    enterprise_account: { id: "8d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e13", name: "harbor-holding" },
    request: { ip_address: "203.0.113.24" },
    data: { config_vars: ["PAYMENT_KEY"] },
    ...changes,
  };
}

/** That event as a row of the resource. */
export function changeRow(resourceId: string, changes: Record<string, unknown> = {}): ChangeRow {
  return normaliseAuditEvent(auditEvent(changes), {
    resourceId,
    sourceId: "3f9b9a62-57a6-4f0e-8a1c-0d2f5b7c9e10",
    receivedAtMs: Date.parse("2026-03-04T09:16:00Z"),
    period: "2026-03-04",
    retentionDays: 3000,
  });
}
