import type { Knex } from "knex";

/** Who may change things in a dashboard, where not everybody may whom Heroku lets in. One row a resource, read with each call of a session. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("admin_lists", (t) => {
    t.uuid("resource_id").primary().references("resources.id");
    t.specificType("emails", "text[]").comment("in lower case; null: everybody");
    t.timestamp("changed_at").notNullable();
    t.text("changed_by").notNullable().comment("an e-mail address, or the prefix of an API token");
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("admin_lists");
}
