import knex, { type Knex } from "knex";

export type Postgres = Knex;
/** Either the pool or a transaction: store functions take it first and never choose themselves. */
export type Db = Knex | Knex.Transaction;

/**
 * Opens the pool; connects on first use.
 *
 * @param onWarning what knex has to say about its connections, for the log
 *
 * Timeouts: Heroku gives a provisioning call 3 s before it looks slow to the customer, so a database that is away must
 * be noticed well within that. A statement of the control plane that runs 10 s is stuck, not slow.
 */
export function openPostgres(url: string, onWarning: (message: string) => void = () => {}): Postgres {
  const warn = (message: unknown) => onWarning(String(message));
  return knex({
    // Without these knex prints to the console. A lost connection is news, not an error: the caller gets the error.
    log: { warn, error: warn, deprecate: warn, debug: () => {} },
    client: "pg",
    connection: { connectionString: url, connectionTimeoutMillis: 2_000, statement_timeout: 10_000 },
    pool: { min: 0, max: 10 },
    acquireConnectionTimeout: 2_500,
  });
}

/** Connection trouble, told from a wrong statement: the first is worth a retry, the second is our bug. */
export function isPostgresAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as Error & { code?: unknown }).code;
  if (
    typeof code === "string" &&
    (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code) || /^(08|57P|53)/.test(code))
  )
    return true;
  return (
    error.name === "KnexTimeoutError" ||
    /connection terminated|timeout expired|timeout exceeded when trying to connect/i.test(error.message) ||
    (error instanceof AggregateError && error.errors.some(isPostgresAway))
  );
}

/** Rejects unless the database answers and the newest table of this version is there. */
export async function assertPostgresMigrated(db: Db): Promise<void> {
  await db("manual_drains").select("id").limit(1);
}
