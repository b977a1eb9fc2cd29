import type { Knex } from "knex";

/** The enterprise audit trail: what is opted in, connections not used yet, and the work customers asked for. */
export async function up(knex: Knex): Promise<void> {
  // One row is one enterprise account whose audit trail a resource collects. Read by every poll, and by the API.
  await knex.schema.createTable("audit_sources", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id").index();
    t.text("enterprise_account_id").notNullable().comment("Heroku's; names change, ids do not");
    t.text("enterprise_account_name").notNullable();
    t.text("status").notNullable().checkIn(["active", "paused", "revoked", "ended"]);
    t.timestamp("created_at").notNullable();
    t.text("created_by").notNullable().comment("an e-mail address, or the prefix of an API token");
    t.timestamp("ended_at");
    t.timestamp("removed_at").comment(
      "ended without keeping anything: hidden, until a job has deleted its events and it",
    );

    // The credential: a pasted token, or OAuth's pair. All null once wiped.
    t.text("credential_kind").checkIn(["token", "oauth"]);
    t.text("access_token_sealed");
    t.text("refresh_token_sealed");
    t.timestamp("access_token_expires_at").comment("null: it does not end by itself");
    t.text("credential_fingerprint").comment("of a pasted token: to compare, never to use");
    t.text("heroku_user_id");
    t.timestamp("credential_used_at");
    t.text("scopes").comment("held, as OAuth-Scope said last");
    t.text("scopes_accepted").comment("as OAuth-Scope-Accepted said last for the audit trail");

    // Polling. `next_poll_at` is null while nothing is to be polled. Whoever holds the lease polls; it is renewed with
    // each call to Heroku, so that a dead worker's ends soon.
    t.timestamp("last_polled_at");
    t.timestamp("last_event_at");
    t.timestamp("next_poll_at");
    t.uuid("poll_lease");
    t.timestamp("poll_lease_until");
    t.integer("failures").notNullable().defaultTo(0).comment("polls in a row that Heroku did not answer well");
    t.jsonb("days").notNullable().defaultTo("{}").comment("UTC days still read: { day: { etag, changed_at } }");
    t.text("error_code");
    t.timestamp("error_since");

    // The customer's budget of Heroku calls, as far as we use it.
    t.timestamp("calls_hour").comment("the UTC hour that calls_this_hour counts");
    t.integer("calls_this_hour").notNullable().defaultTo(0);
    t.integer("calls_last_hour").notNullable().defaultTo(0);
    t.integer("rate_limit_remaining");

    t.text("archives_from").notNullable().comment("oldest month that is fetched, 2017-01 style");
  });
  // An account is added once; after it has ended, again.
  await knex.raw(
    `create unique index audit_sources_living on audit_sources (resource_id, enterprise_account_id)
     where status <> 'ended'`,
  );
  // Asked every two seconds for what is due; only what is polled at all is in it.
  await knex.raw("create index audit_sources_due on audit_sources (next_poll_at) where next_poll_at is not null");

  // One row is one "Connect with Heroku": first a redirect that is out, then tokens that wait to become a source. An
  // hour's life.
  await knex.schema.createTable("audit_connections", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id").index();
    t.text("state_hash").notNullable().unique().comment("of OAuth's state: the way back finds its row by it");
    t.text("verifier_sealed").comment("PKCE; null once the code was exchanged");
    t.text("session_user_id").notNullable().comment("who went to Heroku must be who comes back");
    t.text("access_token_sealed");
    t.text("refresh_token_sealed");
    t.timestamp("access_token_expires_at");
    t.text("heroku_user_id");
    t.timestamp("created_at").notNullable();
    t.timestamp("expires_at").notNullable().index();
  });

  // One row is work a customer asked for: checking a credential, a poll now, a backfill. Kept a week.
  await knex.schema.createTable("audit_jobs", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id").index();
    t.uuid("source_id").notNullable().references("audit_sources.id").onDelete("cascade");
    t.text("kind").notNullable().checkIn(["validate", "poll", "backfill"]);
    t.text("status").notNullable().defaultTo("queued").checkIn(["queued", "running", "done", "failed"]);
    t.integer("progress").notNullable().defaultTo(0).comment("percent");
    t.jsonb("result").notNullable().defaultTo("{}");
    t.text("error_code");
    t.text("error_advice");
    t.timestamp("created_at").notNullable();
    t.timestamp("finished_at");
    // The list of a source's unfinished work, newest first.
    t.index(["source_id", "created_at"]);
    // The pruning by age.
    t.index(["created_at"]);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ["audit_jobs", "audit_connections", "audit_sources"]) await knex.schema.dropTable(table);
}
