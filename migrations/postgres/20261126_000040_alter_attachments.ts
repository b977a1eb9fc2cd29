import type { Knex } from "knex";

/**
 * When Heroku last told us of an attachment, by Postgres' clock. A sync that began to read before that may hold an older
 * list, and must not tombstone the attachment because it is missing there.
 */
export async function up(knex: Knex): Promise<void> {
  // No index: read only among the few rows of one resource.
  await knex.schema.alterTable("attachments", (t) => t.timestamp("seen_at").notNullable().defaultTo(knex.fn.now()));
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("attachments", (t) => t.dropColumn("seen_at"));
}
