import type { Knex } from "knex";

/**
 * The control plane: who has the add-on, by which tokens their logs and users are known, and the books of what came in.
 * Events live in ClickHouse; nothing here grows with the number of log lines but `ledger_hours` (one row an hour).
 */
export async function up(knex: Knex): Promise<void> {
  // One row is one add-on resource. The primary key is Heroku's uuid: the unique constraint that makes provisioning
  // idempotent under concurrency. Rows are never deleted: the tombstone answers 410 for ever.
  await knex.schema.createTable("resources", (t) => {
    t.uuid("id").primary();
    t.text("name").notNullable();
    t.text("plan").notNullable();
    t.text("region").notNullable();
    t.text("callback_url");
    t.jsonb("options").notNullable().defaultTo("{}");
    t.text("state").notNullable().checkIn(["provisioning", "provisioned", "deprovisioned"]);
    t.text("heroku_access").notNullable().checkIn(["pending", "ok", "none", "broken"]);
    t.text("api_token_sealed").comment(
      "sealed, so that a repeated provision gives the same answer; null once deprovisioned",
    );
    t.uuid("app_id").comment("billing app; null until Heroku's API was read");
    t.text("app_name");
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
    t.timestamp("updated_at").notNullable().defaultTo(knex.fn.now());
    t.timestamp("deprovisioned_at");
  });

  // One row is one app bound to a resource, known by the drain token Logplex sends. Found on every POST /drain by the
  // token's hash; removed ones stay as tombstones so that their stored lines keep their app's name.
  await knex.schema.createTable("attachments", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id").index();
    t.text("log_drain_token_hash").notNullable().unique();
    t.text("log_drain_token_sealed").comment("sealed; null once removed");
    t.text("log_drain_token_fingerprint").notNullable();
    t.uuid("heroku_attachment_id");
    t.text("name");
    t.uuid("app_id");
    t.text("app_name");
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
    t.timestamp("removed_at");
  });

  // What lets us call Heroku for a resource. At most one row each; wiped on deprovision.
  await knex.schema.createTable("credentials", (t) => {
    t.uuid("resource_id").primary().references("resources.id");
    t.text("grant_code_sealed").comment("the newest grant not yet exchanged");
    t.timestamp("grant_expires_at");
    t.text("access_token_sealed");
    t.text("refresh_token_sealed");
    t.timestamp("access_token_expires_at");
    t.timestamp("updated_at").notNullable().defaultTo(knex.fn.now());
  });

  // Bearer tokens of the API: only the hash, looked up on each call.
  await knex.schema.createTable("api_tokens", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id").index();
    t.text("name").notNullable();
    t.text("token_hash").notNullable().unique();
    t.text("prefix").notNullable();
    t.specificType("scopes", "text[]").notNullable();
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
    t.timestamp("last_used_at");
    t.timestamp("expires_at");
    t.timestamp("revoked_at");
  });

  // The books: received = stored + shed + rejected in every row; all in lines but `frames` and `bytes`.
  await knex.schema.createTable("ledger_hours", (t) => {
    t.uuid("resource_id").notNullable();
    t.timestamp("hour").notNullable();
    for (const column of [
      "frames",
      "bytes",
      "received",
      "stored",
      "shed",
      "rejected",
      "duplicates",
      "quarantined",
      "expired",
      "upstream_dropped",
      "count_mismatches",
    ])
      t.bigInteger(column).notNullable().defaultTo(0);
    t.jsonb("rejected_by").notNullable().defaultTo("{}");
    t.primary(["resource_id", "hour"]);
    t.check("received = stored + shed + rejected", [], "ledger_hours_balance");
  });

  // One row is one batch that reached ClickHouse, written in the transaction that books it, so that a batch replayed
  // after a crash is booked once. Kept two days: far longer than a batch can stay unacknowledged.
  await knex.schema.createTable("stored_batches", (t) => {
    t.text("token").primary();
    t.timestamp("stored_at").notNullable().defaultTo(knex.fn.now()).index();
  });

  // The overflow spool: frames accepted while Redis was away or full. A worker moves them back through the same
  // accept step; the unique key absorbs Logplex's retries meanwhile.
  await knex.schema.createTable("spilled_frames", (t) => {
    t.bigIncrements("id");
    t.uuid("drain_id").notNullable();
    t.uuid("resource_id").notNullable();
    t.text("frame_key").notNullable();
    t.integer("msg_count");
    t.boolean("is_over_quota").notNullable();
    t.specificType("retention_days", "smallint").notNullable();
    t.binary("body").notNullable();
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
    t.unique(["drain_id", "frame_key"]);
  });

  // Frames whose framing was broken from the first byte: refused with 400, the newest few kept for support to look at.
  await knex.schema.createTable("dead_letters", (t) => {
    t.bigIncrements("id");
    t.uuid("resource_id").notNullable();
    t.uuid("drain_id").notNullable();
    t.text("reason").notNullable();
    t.binary("body").notNullable();
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
    t.index(["resource_id", "id"]);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of [
    "dead_letters",
    "spilled_frames",
    "stored_batches",
    "ledger_hours",
    "api_tokens",
    "credentials",
    "attachments",
    "resources",
  ])
    await knex.schema.dropTable(table);
}
