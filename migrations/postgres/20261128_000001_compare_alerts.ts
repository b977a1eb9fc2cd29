import type { Knex } from "knex";

/** Alerts may compare a window with the same one a day before: how many times as many, and what was counted then. */
export async function up(knex: Knex): Promise<void> {
  await replaceConditions(knex, ["at_least", "fewer_than", "rises", "falls"]);
  await knex.schema.alterTable("alerts", (t) => {
    t.double("times").notNullable().defaultTo(3).comment("of rises and falls");
  });
  await knex.schema.alterTable("alert_events", (t) => {
    t.bigInteger("count_day_before").comment("null: not compared");
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex("alerts").whereIn("condition", ["rises", "falls"]).delete(); // what was before knows neither
  await knex.schema.alterTable("alert_events", (t) => t.dropColumn("count_day_before"));
  await knex.schema.alterTable("alerts", (t) => t.dropColumn("times"));
  await replaceConditions(knex, ["at_least", "fewer_than"]);
}

/** The check was made without a name, so Postgres gave it this one. Of words, because a definition takes no parameters. */
async function replaceConditions(knex: Knex, conditions: readonly string[]): Promise<void> {
  const words = conditions.map((word) => `'${word}'`).join(", ");
  await knex.raw("alter table alerts drop constraint alerts_condition_check");
  await knex.raw(`alter table alerts add constraint alerts_condition_check check (condition in (${words}))`);
}
