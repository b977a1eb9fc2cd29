import type { Knex } from "knex";

/** Who made an API token; null: the add-on's own, or one made before this was noted. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("api_tokens", (t) => {
    t.text("created_by").comment("an e-mail address, or the prefix of an API token");
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("api_tokens", (t) => t.dropColumn("created_by"));
}
