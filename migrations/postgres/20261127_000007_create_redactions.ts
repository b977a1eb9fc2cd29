import type { Knex } from "knex";

/** What a resource masks in its lines before they are written anywhere, and how many values that were. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("redactions", (t) => {
    t.uuid("resource_id").primary().references("resources.id");
    t.jsonb("rules").notNullable().comment("{ detectors, keys, prefixes }");
    t.timestamp("changed_at").notNullable();
    t.text("changed_by").notNullable().comment("an e-mail address, or the prefix of an API token");
  });
  // All that is left of what was masked.
  await knex.schema.createTable("redaction_hours", (t) => {
    t.uuid("resource_id").notNullable();
    t.timestamp("hour").notNullable();
    t.text("rule").notNullable().comment("a detector's id, keys or prefixes");
    t.bigInteger("values").notNullable();
    t.primary(["resource_id", "hour", "rule"]);
  });
  await knex.schema.alterTable("spilled_frames", (t) => {
    t.jsonb("redacted").comment("values masked in it, by rule; null: none");
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("spilled_frames", (t) => t.dropColumn("redacted"));
  await knex.schema.dropTable("redaction_hours");
  await knex.schema.dropTable("redactions");
}
