import { expect, it } from "vitest";
import { callingTransaction } from "../../../app/stores/postgres/calling-transaction.ts";
import type { Db } from "../../../app/stores/postgres/connection.ts";
import { openTestPostgres } from "../../support/stores.ts";

const pg = await openTestPostgres();

it("a transaction that calls Heroku may wait for it longer than others wait for our own stores", async () => {
  const idleMax = async (db: Db) => (await db.raw("show idle_in_transaction_session_timeout")).rows[0];
  const inside = await callingTransaction(pg, idleMax);
  expect(inside).toEqual({ idle_in_transaction_session_timeout: "1min" });
  expect(await idleMax(pg)).toEqual({ idle_in_transaction_session_timeout: "15s" });
});
