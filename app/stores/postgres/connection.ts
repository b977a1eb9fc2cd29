import type { Socket } from "node:net";
import knex, { type Knex } from "knex";
import type { Client } from "pg";
import { isConnectionCode } from "../../lib/connection-error.ts";

export type Postgres = Knex;
/** Either the pool or a transaction: store functions take it first and never choose themselves. */
export type Db = Knex | Knex.Transaction;

/**
 * Opens the pool; connects on first use.
 *
 * @param options.queryMsMax how long an answer is waited for; a migration may need longer
 * @param options.onWarning what knex has to say about its connections, for the log
 *
 * Timeouts: Heroku gives a provisioning call 3 s before it looks slow to the customer, so a database that is away must
 * be noticed well within that.
 */
export function openPostgres(
  url: string,
  options: { onWarning?: (message: string) => void; queryMsMax?: number } = {},
): Postgres {
  const warn = (message: unknown) => options.onWarning?.(String(message));
  return knex({
    // Without these knex prints to the console. A lost connection is news, not an error: the caller gets the error.
    log: { warn, error: warn, deprecate: warn, debug: () => {} },
    client: "pg",
    connection: {
      connectionString: url,
      connectionTimeoutMillis: 2_000,
      statement_timeout: options.queryMsMax ?? STATEMENT_MS_MAX,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
      ...tlsFor(url),
    },
    pool: {
      min: 0,
      max: 10,
      afterCreate(client: Client, done: (error: null, client: Client) => void) {
        breakWhenSilent(client, options.queryMsMax ?? SILENCE_MS_MAX);
        done(null, client);
      },
    },
    acquireConnectionTimeout: 2_500,
  });
}

/**
 * A statement of the control plane that runs this long is stuck, not slow; the server ends it. Longer than we wait: a
 * purge's large DELETE whose answer nobody waits for any more still comes to its end, and the job's next try finds it done.
 */
const STATEMENT_MS_MAX = 10_000;
/** A server that hangs is away, too: noticed within the 3 s that Heroku gives a provisioning call. */
const SILENCE_MS_MAX = 2_500;
/**
 * A session whose client vanished without a word, or was paused, keeps its locks until then: of the books of an hour, say, which
 * every worker writes to. What a dead process had in hand is promised to be taken over within a minute, and is found after
 * 25 s. Between two statements there are calls to Redis or ClickHouse at most; who calls Heroku there says so
 * (`calling-transaction.ts`).
 */
const IDLE_IN_TRANSACTION_MS_MAX = 15_000;

/**
 * Breaks a connection on which a statement got no byte of an answer for so long, as if the network had: its statements
 * fail and the pool throws it away. Not node-postgres' `query_timeout`, which gives up on our side only: the statement
 * would still run once the server is back, on a connection that others use by then. After a late `BEGIN` all they write
 * would be answered and never committed.
 */
function breakWhenSilent(client: Client & { readyForQuery?: boolean }, msMax: number): void {
  const socket = client.connection.stream as Socket;
  socket.setTimeout(msMax, () => {
    if (client.readyForQuery) return; // silent because nothing was asked
    socket.destroy(Object.assign(new Error(`Postgres did not answer within ${msMax} ms`), { code: "ETIMEDOUT" }));
  });
}

/**
 * Heroku Postgres takes TLS only and shows a self-signed certificate, so a remote database is spoken to in TLS without
 * checking whose it is; `sslmode` in the URL says otherwise (`verify-full`, `disable`).
 */
function tlsFor(url: string): { ssl?: { rejectUnauthorized: boolean } } {
  const { hostname, searchParams } = new URL(url);
  const isLocal = ["localhost", "127.0.0.1", "[::1]", ""].includes(hostname);
  return isLocal || searchParams.has("sslmode") ? {} : { ssl: { rejectUnauthorized: false } };
}

/** Connection trouble, told from a wrong statement: the first is worth a retry, the second is our bug. */
export function isPostgresAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as Error & { code?: unknown }).code;
  if (isConnectionCode(code) || (typeof code === "string" && /^(08|57P|53)/.test(code))) return true;
  return (
    error.name === "KnexTimeoutError" ||
    /connection terminated|is not queryable|timeout expired|timeout exceeded when trying to connect/i.test(
      error.message,
    ) ||
    (error instanceof AggregateError && error.errors.some(isPostgresAway))
  );
}
