import { expect, it } from "vitest";
import { isBalanced, LEDGER_COLUMNS, type LedgerRow, ledgerTotals } from "../../../app/web/ledger/ledger-totals.ts";

const row = (given: Partial<LedgerRow>): LedgerRow => ({
  hour: "2026-11-20T12:00:00Z",
  frames: 1,
  received: 10,
  stored: 10,
  shed: 0,
  excluded: 0,
  rejected: 0,
  rejected_by: {},
  duplicates: 0,
  quarantined: 0,
  expired: 0,
  upstream_dropped: 0,
  ...given,
});

it("adds up every column and every reason", () => {
  const totals = ledgerTotals([
    row({ rejected: 2, stored: 8, rejected_by: { "line.malformed": 2 } }),
    row({ rejected: 3, stored: 7, rejected_by: { "line.malformed": 1, "line.too_long": 2 } }),
  ]);
  expect(totals).toMatchObject({ frames: 2, received: 20, stored: 15, rejected: 5 });
  expect(totals.rejected_by).toEqual({ "line.malformed": 3, "line.too_long": 2 });
});

it("knows every column of the contract's row", () => {
  const counted = Object.keys(row({})).filter((name) => name !== "hour" && name !== "rejected_by");
  expect(LEDGER_COLUMNS.map((column) => column.name)).toEqual(counted);
});

it("tells an hour whose books balance from one whose lines are still on their way", () => {
  expect(isBalanced(row({}))).toBe(true);
  expect(isBalanced(row({ stored: 9, shed: 1 }))).toBe(true);
  expect(isBalanced(row({ stored: 9 }))).toBe(false);
});
