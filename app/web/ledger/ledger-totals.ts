import type { LedgerAnswer } from "../../contract/api.ts";

export type LedgerRow = LedgerAnswer["data"][number];

/** The columns that are counted in lines or frames, in the order a line meets them, each with what it means. */
export const LEDGER_COLUMNS = [
  { name: "frames", label: "Frames", about: "Deliveries from Logplex; each holds one or more lines" },
  { name: "received", label: "Received", about: "Lines those frames held" },
  { name: "stored", label: "Stored", about: "Lines you can search" },
  {
    name: "shed",
    label: "Shed",
    about: "Lines left out on purpose: the day's quota was used up, or an exclusion filter matched",
  },
  { name: "excluded", label: "Excluded", about: "Those of the shed lines that your exclusion filters left out" },
  { name: "rejected", label: "Rejected", about: "Lines refused because they could not be read, each with its reason" },
  { name: "duplicates", label: "Duplicates", about: "Lines Logplex sent again; stored once" },
  {
    name: "quarantined",
    label: "Quarantined",
    about: "Lines whose drain Heroku had not told us of yet; stored once it did",
  },
  { name: "expired", label: "Expired", about: "Quarantined lines whose drain became known too late" },
  {
    name: "upstream_dropped",
    label: "Dropped by Heroku",
    about: "Lines that Heroku itself says it dropped before sending (L10, L12)",
  },
] as const;

export type LedgerColumn = (typeof LEDGER_COLUMNS)[number]["name"];

export function ledgerTotals(
  rows: readonly LedgerRow[],
): Record<LedgerColumn, number> & { rejected_by: Record<string, number> } {
  const totals = { rejected_by: {} } as Record<LedgerColumn, number> & { rejected_by: Record<string, number> };
  for (const { name } of LEDGER_COLUMNS) totals[name] = rows.reduce((sum, row) => sum + row[name], 0);
  for (const row of rows) {
    for (const [reason, lines] of Object.entries(row.rejected_by)) {
      totals.rejected_by[reason] = (totals.rejected_by[reason] ?? 0) + lines;
    }
  }
  return totals;
}

/** Whether received = stored + shed + rejected; lines on their way into the store make a young hour differ for seconds. */
export function isBalanced(row: Pick<LedgerRow, "received" | "stored" | "shed" | "rejected">): boolean {
  return row.received === row.stored + row.shed + row.rejected;
}
