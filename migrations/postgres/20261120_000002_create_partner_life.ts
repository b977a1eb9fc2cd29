import type { Knex } from "knex";

/** What the rest of a partner's life needs: webhooks, quarantine, manual drains, visits. */
export async function up(knex: Knex): Promise<void> {
  // One row is our add-on webhook subscription for a resource; its secret signs every delivery.
  await knex.schema.createTable("webhooks", (t) => {
    t.uuid("resource_id").primary().references("resources.id");
    t.text("heroku_webhook_id").notNullable().unique();
    t.text("secret_sealed").notNullable();
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
  });

  // One row is one change Heroku told us of, as received. The unique key makes a repeated delivery a no-op; the rows
  // not yet applied are the queue, taken in order per resource.
  await knex.schema.createTable("webhook_events", (t) => {
    t.bigIncrements("id");
    t.uuid("resource_id").notNullable().references("resources.id");
    t.text("event_id").notNullable();
    t.text("entity").notNullable().comment("app, addon, addon-attachment, collaborator, domain, sni-endpoint, ...");
    t.text("action").notNullable();
    t.text("actor_email");
    t.bigInteger("sequence").comment("Heroku's order within the subscription");
    t.timestamp("occurred_at").notNullable();
    t.jsonb("payload").notNullable();
    t.timestamp("received_at").notNullable().defaultTo(knex.fn.now());
    t.timestamp("applied_at");
    t.unique(["resource_id", "event_id"]);
    t.index(["resource_id", "occurred_at"]);
  });
  await knex.raw("create index webhook_events_waiting on webhook_events (resource_id, id) where applied_at is null");

  // Frames of well-formed tokens we do not know yet: a new attachment's first logs, or an outsider's invention.
  await knex.schema.createTable("quarantined_frames", (t) => {
    t.bigIncrements("id");
    t.text("token_hash").notNullable();
    t.text("frame_key").notNullable();
    t.text("sender_hash").notNullable().comment("of the sending address: bounded per sender, never shown");
    t.integer("msg_count");
    t.integer("line_count").notNullable();
    t.binary("body").notNullable();
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now()).index();
    t.unique(["token_hash", "frame_key"]);
    t.index(["sender_hash"]);
  });

  // Lines that waited too long, by token: booked as expired if the token is learnt after all.
  await knex.schema.createTable("quarantine_expiries", (t) => {
    t.text("token_hash").primary();
    t.bigInteger("lines").notNullable();
    t.timestamp("last_at").notNullable().index();
  });

  // One row is a drain a customer sets by hand (Private and Shield spaces, or any sender of Logplex frames).
  await knex.schema.createTable("manual_drains", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id").index();
    t.text("name").notNullable();
    t.text("secret_hash").notNullable();
    t.boolean("is_pinning").notNullable().comment("the first Logplex-Drain-Token seen becomes the only one accepted");
    t.text("pinned_token_hash");
    t.text("previous_secret_hash").comment("still let in for a while after a rotation, with the token it had pinned");
    t.text("previous_pinned_token_hash");
    t.timestamp("previous_secret_until");
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
    t.timestamp("rotated_at");
    t.timestamp("revoked_at");
  });

  // Who opened the dashboard, when, and what they opened first. Shown in Settings.
  await knex.schema.createTable("visits", (t) => {
    t.bigIncrements("id");
    t.uuid("resource_id").notNullable().references("resources.id");
    t.text("user_id").notNullable();
    t.text("email").notNullable();
    t.boolean("is_email_verified").notNullable();
    t.text("opened").notNullable();
    t.text("app_name");
    t.timestamp("at").notNullable().defaultTo(knex.fn.now());
    t.index(["resource_id", "id"]);
    t.index(["at"]);
  });

  await knex.schema.alterTable("spilled_frames", (t) => {
    t.boolean("has_structured_data").notNullable().defaultTo(false);
    t.integer("declared_dropped").notNullable().defaultTo(0).comment("lines the sender's headers say it lost");
  });

  await knex.schema.alterTable("resources", (t) => {
    t.boolean("is_async").notNullable().defaultTo(false).comment("answered 202 and finished by a job");
    t.timestamp("purged_at").comment("every event and row of a deprovisioned resource is gone; promised within 24 h");
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("resources", (t) => t.dropColumns("purged_at", "is_async"));
  await knex.schema.alterTable("spilled_frames", (t) => t.dropColumns("has_structured_data", "declared_dropped"));
  for (const table of [
    "visits",
    "manual_drains",
    "quarantine_expiries",
    "quarantined_frames",
    "webhook_events",
    "webhooks",
  ])
    await knex.schema.dropTable(table);
}
