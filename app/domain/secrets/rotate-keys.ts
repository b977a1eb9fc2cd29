import type { Services } from "../../context.ts";
import { listSealed, replaceSealed, SEALED_COLUMNS } from "../../stores/postgres/sealed-columns.ts";

const ROWS_AT_ONCE = 500;

/**
 * Seals every secret anew with the first of ENCRYPTION_KEYS while the service runs: a row changed meanwhile is left as
 * its writer sealed it (with the new key already). Afterwards the old keys can be taken out of ENCRYPTION_KEYS.
 *
 * @returns how many were sealed anew, how many were up to date, and how many no key of ours opens
 */
export async function rotateKeys({
  stores,
  secrets,
  log,
}: Pick<Services, "log" | "secrets"> & { stores: Pick<Services["stores"], "pg"> }): Promise<{
  resealed: number;
  current: number;
  unreadable: number;
}> {
  const sum = { resealed: 0, current: 0, unreadable: 0 };
  for (const column of SEALED_COLUMNS) {
    let after: string | null = null;
    for (;;) {
      const rows = await listSealed(stores.pg, column, after, ROWS_AT_ONCE);
      for (const row of rows) {
        try {
          if (!secrets.isStale(row.envelope)) {
            sum.current++;
            continue;
          }
          const to = secrets.seal(secrets.open(row.envelope, column.purpose), column.purpose);
          if (await replaceSealed(stores.pg, column, { key: row.key, from: row.envelope, to })) sum.resealed++;
        } catch (error) {
          sum.unreadable++;
          log.error({ table: column.table, column: column.column, key: row.key, err: error }, "secret not readable");
        }
      }
      const last = rows.at(-1);
      if (rows.length < ROWS_AT_ONCE || !last) break;
      after = last.key;
    }
  }
  return sum;
}
