import type { Knex } from "knex";

/** Alerts: a query whose lines or changes are counted each minute, and who is told. What they did is kept beside them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("alerts", (t) => {
    t.uuid("id").primary().defaultTo(knex.raw("gen_random_uuid()"));
    t.uuid("resource_id").notNullable().references("resources.id");
    t.text("name").notNullable();
    t.text("watches").notNullable().checkIn(["lines", "changes"]);
    t.text("query").notNullable();
    t.text("condition").notNullable().checkIn(["at_least", "fewer_than"]);
    t.integer("count").notNullable();
    t.integer("window_minutes").notNullable();
    t.text("destination_kind").notNullable().checkIn(["webhook", "slack", "pagerduty", "email"]);
    t.text("destination_sealed")
      .notNullable()
      .comment("a URL, a routing key or an address: whoever has one of the first two can write there");
    t.text("destination_shown").notNullable();
    t.text("signing_secret_sealed").comment("of a webhook");
    t.text("state").notNullable().checkIn(["ok", "firing"]);
    t.timestamp("state_since").notNullable();
    t.timestamp("judged_to").notNullable().comment("a whole minute");
    t.timestamp("due_at").notNullable();
    t.text("trouble");
    t.timestamp("muted_until");
    t.timestamp("created_at").notNullable();
    t.text("created_by").notNullable().comment("an e-mail address, or the prefix of an API token");
    t.timestamp("changed_at");
    t.index("due_at"); // asked for every few seconds, over all resources
  });
  // One of a name, however it is written. Every read is by resource, too.
  await knex.raw("create unique index alerts_resource_id_name on alerts (resource_id, lower(name))");
  await knex.schema.createTable("alert_events", (t) => {
    t.uuid("id").primary().defaultTo(knex.raw("gen_random_uuid()"));
    t.bigIncrements("seq", { primaryKey: false }).comment("the order in which they are told");
    t.uuid("resource_id").notNullable().references("resources.id");
    t.uuid("alert_id").notNullable().references("alerts.id").onDelete("cascade");
    t.text("type").notNullable().checkIn(["fired", "resolved", "test"]);
    t.timestamp("at").notNullable();
    t.bigInteger("count").notNullable();
    t.timestamp("window_from").notNullable();
    t.timestamp("window_to").notNullable();
    t.text("delivery").notNullable().checkIn(["pending", "delivered", "failed", "muted"]);
    t.integer("attempts").notNullable().defaultTo(0);
    t.text("error");
    t.timestamp("next_try_at").comment("null: there is none");
    t.index(["alert_id", "seq"]);
    t.index("resource_id"); // for purging
    t.index("at"); // for pruning
  });
  // Few are under way at any time, of all that are kept.
  await knex.raw("create index alert_events_pending on alert_events (next_try_at) where delivery = 'pending'");
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("alert_events");
  await knex.schema.dropTable("alerts");
}
