import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Db, isPostgresAway, openPostgres, type Postgres } from "../../../app/stores/postgres/connection.ts";
import { eventually } from "../../support/service.ts";
import { openStoreLink, type StoreLink } from "../../support/store-link.ts";
import { makeDatabase } from "../../support/stores.ts";

let database: Awaited<ReturnType<typeof makeDatabase>>;
let link: StoreLink;
let pg: Postgres;
/** Another client of the same database, whose wire nobody touches. */
let witness: Postgres;
beforeAll(async () => {
  database = await makeDatabase();
  link = await openStoreLink(database.url);
  pg = openPostgres(link.url);
  witness = openPostgres(database.url);
  await witness.raw("create table marks (name text primary key)");
});
afterEach(() => link.mend());
afterAll(async () => {
  await link.mend();
  await pg.destroy();
  await witness.destroy();
  await link.close();
  await database.drop();
});

const insert = (db: Db, name: string) => db("marks").insert({ name });

async function sessionsInTransaction(): Promise<number> {
  const { rows } = await witness.raw(
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
  );
  return rows[0].n;
}

/** Every way in which a caller can be caught by a server that hangs; each is told of it. */
async function writeWhileHushed(round: string): Promise<void> {
  const [before, after] = await Promise.all([pg.transaction(), pg.transaction()]);
  await insert(before, `${round} held`);
  await insert(after, `${round} half done`);
  link.hush();
  const outcomes = await Promise.allSettled([
    ...[1, 2, 3].map((n) => pg.transaction((tx) => insert(tx, `${round} transaction ${n}`))),
    ...[1, 2, 3].map((n) => insert(pg, `${round} statement ${n}`)),
    insert(before, `${round} not the first of its transaction`),
    after.commit().then(() => after.executionPromise),
  ]);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.toSatisfy(isPostgresAway) });
  await Promise.allSettled([before.rollback(), after.rollback()]);
}

describe("a pool whose server hung and came back", () => {
  it("commits all it answers: nothing that was given up runs under a later caller's write", async () => {
    await Promise.all([...Array(8)].map(() => pg.raw("select pg_sleep(0.05)"))); // that many connections are open
    await writeWhileHushed("a");
    await link.mend();
    await Promise.all(
      [...Array(24).keys()].map(async (n) => {
        await (n % 2 === 0 ? insert(pg, `later ${n}`) : pg.transaction((tx) => insert(tx, `later ${n}`)));
        expect(await witness("marks").where({ name: `later ${n}` })).toHaveLength(1);
      }),
    );
  });

  it("leaves no transaction open: others get at the rows it held, though nobody uses the pool again", async () => {
    await Promise.all([...Array(8)].map(() => pg.raw("select pg_sleep(0.05)")));
    await writeWhileHushed("b");
    await link.mend();
    await insert(witness, "b held"); // waits for whoever holds the name, and not for long
    await eventually(async () => (await sessionsInTransaction()) === 0);
  });
});

it("a session that its client forgot in a transaction ends, however long a migration's statements may run", async () => {
  const migrations = openPostgres(database.url, { queryMsMax: 30 * 60_000 });
  for (const [db, statementTimeout] of [
    [pg, "10s"],
    [migrations, "30min"],
  ] as const) {
    const { rows } = await db.raw(
      "select current_setting('statement_timeout') as s, current_setting('idle_in_transaction_session_timeout') as i",
    );
    expect(rows).toEqual([{ s: statementTimeout, i: "15s" }]);
  }
  await migrations.destroy();
});
