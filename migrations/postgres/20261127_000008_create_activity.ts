import type { Knex } from "knex";

/** What was changed in Draintrail itself: by whom, when, what. A row is written before the change is made, and completed after it. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("activity", (t) => {
    t.bigIncrements("id").comment("the order in which it was begun");
    t.uuid("resource_id").notNullable().references("resources.id");
    t.timestamp("at").notNullable();
    t.text("by").notNullable().comment("an e-mail address, or the prefix of an API token");
    t.text("did").notNullable().comment("method and path of the API's call, as openapi.json has it");
    t.text("object_id").comment("what it was done to; null: it is the only one of its kind");
    t.text("name").comment("what that is called");
    t.boolean("is_done").notNullable().comment("false: it was begun, and what came of it is not known");
    t.index(["resource_id", "id"]); // newest first, of one resource
    t.index("at"); // for pruning
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("activity");
}
