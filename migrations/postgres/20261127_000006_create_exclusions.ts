import type { Knex } from "knex";

/**
 * Lines a customer does not want stored. A frame is treated as was decided at the door, also when it is read again after a crash;
 * so it names a set of filters that never changes, and each change of the filters makes a new set.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("exclusions", (t) => {
    t.uuid("id").primary().defaultTo(knex.raw("gen_random_uuid()"));
    t.uuid("resource_id").notNullable().references("resources.id");
    t.text("name").notNullable();
    t.text("query").notNullable();
    t.boolean("is_active").notNullable().defaultTo(true);
    t.timestamp("created_at").notNullable();
    t.text("created_by").notNullable().comment("an e-mail address, or the prefix of an API token");
    t.timestamp("changed_at").comment("when its name, query or state became another; null: never");
  });
  // One of a name, however it is written. Every read is by resource, too.
  await knex.raw("create unique index exclusions_resource_id_name on exclusions (resource_id, lower(name))");

  await knex.schema.createTable("exclusion_sets", (t) => {
    t.increments("id").comment("travels with each frame, in the spool and in spilled_frames");
    t.uuid("resource_id").notNullable().references("resources.id");
    t.jsonb("filters").notNullable().comment("[{ id, query }], in the order in which they are asked");
    t.jsonb("apps").notNullable().comment("drain id to { id, name } of its Heroku app, as far as it was known");
    t.timestamp("created_at").notNullable();
    // The newest of a resource is the one that holds.
    t.index(["resource_id", "id"]);
  });

  // What was not stored, by the hour: all that is left of it. No reference to the filter: a frame that waited may be counted after
  // its filter was removed.
  await knex.schema.createTable("exclusion_hours", (t) => {
    t.uuid("resource_id").notNullable();
    t.uuid("exclusion_id").notNullable();
    t.timestamp("hour").notNullable();
    t.bigInteger("lines").notNullable();
    t.bigInteger("bytes").notNullable();
    t.primary(["resource_id", "exclusion_id", "hour"]);
  });

  await knex.schema.alterTable("ledger_hours", (t) => {
    t.bigInteger("excluded")
      .notNullable()
      .defaultTo(0)
      .comment("lines of `shed` that a filter of the customer excluded");
  });
  await knex.schema.alterTable("spilled_frames", (t) => {
    t.integer("exclusion_set").comment("exclusion_sets.id; null: none");
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("spilled_frames", (t) => t.dropColumn("exclusion_set"));
  await knex.schema.alterTable("ledger_hours", (t) => t.dropColumn("excluded"));
  await knex.schema.dropTable("exclusion_hours");
  await knex.schema.dropTable("exclusion_sets");
  await knex.schema.dropTable("exclusions");
}
