import type { Db, Postgres } from "./connection.ts";

/** Four times what a call to Heroku may take (`clients/safe-fetch.ts`). */
const IDLE_MS_MAX = 60_000;

/**
 * A transaction that calls Heroku while it holds a row, because two that refresh one token at a time would spend it twice.
 * Every other transaction waits for our own stores only, and is ended sooner when its process stopped in the middle of it
 * (`connection.ts`).
 */
export function callingTransaction<T>(pg: Postgres, work: (tx: Db) => Promise<T>): Promise<T> {
  return pg.transaction(async (tx) => {
    await tx.raw(`set local idle_in_transaction_session_timeout = ${IDLE_MS_MAX}`);
    return work(tx);
  });
}
