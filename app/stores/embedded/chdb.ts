import { chmodSync, mkdirSync } from "node:fs";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { ChdbConnection } from "chdb/connection";
import { ChdbSession } from "./chdb-session.ts";

/**
 * A session runs one statement at a time, sessions run in parallel: measured, an insert of 1,000 rows took 5 ms beside
 * a 2.5 s scan in a read session, as it did alone. Two readers keep a short search from waiting behind a long one.
 */
const readSessions = 2;

/** The two packages each carry a copy of these types, and a private field keeps the copies from matching. */
type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>["connection"]>;

export interface Chdb {
  /** The one session for inserts and DDL. */
  write: ClickHouseClient;
  /** Sessions for queries. */
  read: ClickHouseClient[];
  /** The one of them with the fewest statements that have not ended. */
  leastBusy(): ClickHouseClient;
  /** Resolves at once; a statement still running ends by itself, and the data is complete either way. */
  close(): Promise<void>;
}

/**
 * Opens the ClickHouse engine inside this process, on the data in `dir` (made when missing).
 *
 * chDB allows one process per directory and one directory per process. After kill -9 the directory opens again as it
 * is: its lock goes with the process, and every acknowledged insert is there.
 *
 * @throws Error, one sentence, when another process has it open
 */
export function openChdb({ dir }: { dir: string }): Chdb {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700); // the engine's files are readable by everyone, so the directory must not be; older ones were
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(opened.map((each) => each.close()));
  };
  try {
    const killer = new ChdbConnection({ path: dir });
    opened.push(killer);
    const open = () => {
      const session = new ChdbSession({ path: dir }, killer);
      const client: ClickHouseClient = createClient({ connection: session as unknown as Connection });
      opened.push(client);
      return { session, client };
    };
    const { client: write } = open();
    const readers = Array.from({ length: readSessions }, open);
    const leastBusy = () =>
      readers.reduce((best, each) => (each.session.unended < best.session.unended ? each : best)).client;
    return { write, read: readers.map(({ client }) => client), leastBusy, close };
  } catch (error) {
    void close();
    // The engine prints its reason on stderr and throws none.
    throw new Error(
      `The ClickHouse data in ${dir} could not be opened: another process is using it, or this process already ` +
        "has another directory open.",
      { cause: error },
    );
  }
}
