import type { Knex } from "knex";

/** Searches of the log that people keep under a name, for everybody who opens the add-on. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("saved_searches", (t) => {
    t.uuid("id").primary().defaultTo(knex.raw("gen_random_uuid()"));
    t.uuid("resource_id").notNullable().references("resources.id");
    t.text("name").notNullable();
    t.text("query").notNullable();
    t.timestamp("created_at").notNullable();
    t.text("created_by").notNullable().comment("an e-mail address, or the prefix of an API token");
    t.timestamp("changed_at").comment("when its name or query became another; null: never");
  });
  // One of a name, however it is written: two that differ in case would be taken for one. Every read is by resource, too.
  await knex.raw("create unique index saved_searches_resource_id_name on saved_searches (resource_id, lower(name))");
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("saved_searches");
}
