import type { Db, Postgres } from "./connection.ts";

/** Between its statements there are calls to Redis only, which are given up after seconds. */
const IDLE_MS_MAX = 15_000;

/**
 * A transaction that holds frames on their way into the spool. A process that is paused, or whose machine is gone, keeps them from
 * every other until Postgres ends its session; that is sooner here than elsewhere, because a dead process' work is
 * promised to be taken over within a minute.
 */
export function shortTransaction<T>(pg: Postgres, work: (tx: Db) => Promise<T>): Promise<T> {
  return pg.transaction(async (tx) => {
    await tx.raw(`set local idle_in_transaction_session_timeout = ${IDLE_MS_MAX}`);
    return work(tx);
  });
}
