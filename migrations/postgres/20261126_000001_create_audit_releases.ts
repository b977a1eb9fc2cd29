import type { Knex } from "knex";

/**
 * Authorizations of "Connect with Heroku" that nothing of ours uses any more, on their way back to Heroku. A row is
 * written in the transaction that wipes the credential where it was used, and lives a day at most; so neither an outage
 * of Heroku nor a purge leaves an authorization behind without a try.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("audit_releases", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id");
    t.text("access_token_sealed").notNullable();
    t.text("refresh_token_sealed");
    t.timestamp("access_token_expires_at");
    // The sweep and the end of a row's life are by age.
    t.timestamp("created_at").notNullable().index();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("audit_releases");
}
