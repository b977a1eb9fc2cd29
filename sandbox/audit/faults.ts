import type { SandboxContext } from "../context.ts";
import { stableUuid } from "../ids.ts";
import type { EnterpriseAccountRow } from "../rows/account.ts";
import type { AuditEventRow } from "../rows/audit.ts";

/** How one month's archive differs from what the events call shows. */
export interface ArchiveFaults {
  /** The announced checksum is another file's. */
  isWrongChecksum: boolean;
  /** The stored file ends early, as after a broken upload; size and checksum are those of the whole. */
  isTruncated: boolean;
  /** Events that polls see and the archive does not have. */
  lacks: number;
  /** Events the archive alone has. */
  adds: number;
}

/** What was ordered through `misbehave` for this month; in force until the orders are cleared. */
export function faultsOf(ctx: SandboxContext, account: EnterpriseAccountRow, month: string): ArchiveFaults {
  const faults: ArchiveFaults = { isWrongChecksum: false, isTruncated: false, lacks: 0, adds: 0 };
  for (const misdeed of ctx.misbehaviour.pending()) {
    if (misdeed.kind !== "archive" || misdeed.month !== month) continue;
    if (misdeed.account !== undefined && ![account.id, account.name].includes(misdeed.account)) continue;
    if (misdeed.fault === "wrong-checksum") faults.isWrongChecksum = true;
    if (misdeed.fault === "truncated") faults.isTruncated = true;
    if (misdeed.fault === "lacks-events") faults.lacks += misdeed.times;
    if (misdeed.fault === "adds-events") faults.adds += misdeed.times;
  }
  return faults;
}

/** Events no poll ever showed. */
export function extraEvents(account: EnterpriseAccountRow, month: string, count: number): AuditEventRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: stableUuid(account.id, "archive only", month, String(index)),
    type: "app",
    action: "update",
    created_at: `${month}-01T00:00:${String(index % 60).padStart(2, "0")}.000Z`,
    actor: null,
    app: null,
    owner: null,
    team: null,
    enterprise_account: { id: account.id, name: account.name },
    request: null,
    data: { note: "in the archive alone" },
  }));
}
