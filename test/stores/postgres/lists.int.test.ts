import { expect, it } from "vitest";
import { PURGED_TABLES } from "../../../app/stores/postgres/purge.ts";
import { SEALED_COLUMNS } from "../../../app/stores/postgres/sealed-columns.ts";
import { openTestPostgres } from "../../support/stores.ts";

const pg = await openTestPostgres();

async function columns(condition: string): Promise<{ table_name: string; column_name: string }[]> {
  const { rows } = await pg.raw(
    `select table_name, column_name from information_schema.columns where table_schema = 'public' and ${condition} order by 1, 2`,
  );
  return rows;
}

it("key rotation knows every sealed column of the schema", async () => {
  const sealed = (await columns("column_name like '%\\_sealed'")).map((c) => `${c.table_name}.${c.column_name}`);
  expect(SEALED_COLUMNS.map((c) => `${c.table}.${c.column}`).sort()).toEqual(sealed);
});

it("a purge knows every table with a resource's rows, but the tombstone's hashes, what is to be given back at Heroku, and incidents that are to be ended", async () => {
  const owned = (await columns("column_name = 'resource_id'")).map((c) => c.table_name);
  expect([...PURGED_TABLES, "attachments", "audit_releases", "incident_ends"].sort()).toEqual(owned);
});
