import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as ledger from "../../../app/stores/postgres/ledger.ts";
import { openTestPostgres } from "../../support/stores.ts";

const pg = await openTestPostgres();

const hour = new Date("2026-03-04T09:00:00Z");
const entry = (resourceId: string, changes: Partial<ledger.LedgerEntry> = {}) => ({
  ...ledger.emptyEntry(resourceId, hour),
  ...changes,
});

describe("the books", () => {
  it("add up what is booked for one hour, reason by reason", async () => {
    const id = randomUUID();
    await ledger.add(pg, [entry(id, { frames: 1, received: 3, rejected: 3, rejectedBy: { framing: 3 } })]);
    await ledger.add(pg, [
      entry(id, { frames: 2, received: 9, stored: 4, shed: 1, rejected: 4, rejectedBy: { framing: 1, other: 3 } }),
    ]);
    const [row] = await ledger.list(pg, id, hour, new Date(hour.getTime() + 1));
    expect(row).toMatchObject({
      frames: "3",
      received: "12",
      stored: "4",
      shed: "1",
      rejected: "7",
      rejected_by: { framing: 4, other: 3 },
    });
  });

  it("refuse an entry that does not balance", async () => {
    await expect(ledger.add(pg, [entry(randomUUID(), { received: 2, stored: 1 })])).rejects.toThrow(
      "ledger_hours_balance",
    );
  });

  it("take entries of more resources than one statement has room for, all or none", async () => {
    const ids = Array.from({ length: 5_000 }, () => randomUUID()).sort();
    const entries = ids.map((id) => entry(id, { received: 1, stored: 1 }));
    const booked = () => pg("ledger_hours").whereIn("resource_id", ids).count<{ count: string }[]>();
    const unbalanced = entry(ids.at(-1) as string, { received: 2, stored: 1 });
    await expect(ledger.add(pg, [...entries.slice(0, -1), unbalanced])).rejects.toThrow("ledger_hours_balance");
    expect(await booked()).toEqual([{ count: "0" }]);
    await ledger.add(pg, entries);
    expect(await booked()).toEqual([{ count: "5000" }]);
  });

  it("take entries from many writers at once, in any order, without a deadlock", async () => {
    const ids = Array.from({ length: 8 }, () => randomUUID());
    const shuffled = (turn: number) => [...ids.slice(turn % 8), ...ids.slice(0, turn % 8)];
    await Promise.all(
      Array.from({ length: 24 }, (_, turn) =>
        ledger.add(
          pg,
          shuffled(turn).map((id) => entry(id, { received: 1, stored: 1 })),
        ),
      ),
    );
    for (const id of ids) {
      const [row] = await ledger.list(pg, id, hour, new Date(hour.getTime() + 1));
      expect(row).toMatchObject({ received: "24", stored: "24" });
    }
  });

  it("count a UTC day's usage, and neither the day before nor the day after", async () => {
    const id = randomUUID();
    for (const at of ["2026-03-03T23:00:00Z", "2026-03-04T00:00:00Z", "2026-03-04T23:00:00Z", "2026-03-05T00:00:00Z"])
      await ledger.add(pg, [{ ...entry(id, { bytes: 10, received: 1, stored: 1 }), hour: new Date(at) }]);
    expect(await ledger.usageOfDay(pg, id, new Date("2026-03-04T00:00:00Z"))).toEqual({ bytes: 20, lines: 2 });
  });

  it("let a batch be claimed once, however many try", async () => {
    const token = randomUUID();
    const claims = await Promise.all(Array.from({ length: 8 }, () => ledger.claimBatch(pg, token)));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it("forget a claimed batch when the transaction that booked it fails", async () => {
    const token = randomUUID();
    const failing = pg.transaction(async (tx) => {
      await ledger.claimBatch(tx, token);
      throw new Error("booking failed");
    });
    await expect(failing).rejects.toThrow("booking failed");
    expect(await ledger.claimBatch(pg, token)).toBe(true);
  });
});
