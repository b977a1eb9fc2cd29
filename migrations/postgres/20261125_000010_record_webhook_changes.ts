import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("webhook_events", (table) => {
    // Whether the event is a row of heroku_audit_logs. Events from before this column are none, and become one.
    table.boolean("is_recorded").notNullable().defaultTo(false);
  });
  // Few events wait at any time; the index holds only those.
  await knex.raw("create index webhook_events_unrecorded on webhook_events (resource_id) where not is_recorded");
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("webhook_events", (table) => table.dropColumn("is_recorded"));
}
