import type { Knex } from "knex";

/**
 * Incidents at PagerDuty whose alert is there no more, or tells somebody else now: still to be ended. A row is written in the transaction
 * that takes the routing key away where it was used, and lives for some hours at most; so neither an outage of PagerDuty nor a
 * purge leaves an incident open without a try.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("incident_ends", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id");
    t.uuid("alert_id").notNullable().comment("which may be removed: the incident has its key");
    t.text("routing_key_sealed").notNullable();
    t.integer("attempts").notNullable().defaultTo(0);
    // Asked for every few seconds, over all resources.
    t.timestamp("next_try_at").notNullable().index();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("incident_ends");
}
