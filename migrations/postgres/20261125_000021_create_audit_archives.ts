import type { Knex } from "knex";

/** The monthly archives of an enterprise account: what each proves, and its bytes. */
export async function up(knex: Knex): Promise<void> {
  // One row is one month of one source: what Heroku states, what we found, and how the two compare.
  await knex.schema.createTable("audit_archives", (t) => {
    t.uuid("id").primary().defaultTo(knex.fn.uuid());
    t.uuid("resource_id").notNullable().references("resources.id");
    t.uuid("source_id").notNullable().references("audit_sources.id").onDelete("CASCADE");
    t.smallint("year").notNullable();
    t.smallint("month").notNullable().comment("1 to 12");
    t.text("checksum").comment("SHA-256 as Heroku states it now");
    t.bigInteger("size").comment("bytes, as Heroku states it");
    t.timestamp("heroku_created_at");
    t.text("status").notNullable().defaultTo("pending").comment("pending, importing, verified, mismatch, failed");
    t.smallint("progress").notNullable().defaultTo(0).comment("percent of the archive read");
    t.text("computed_checksum").comment("of the bytes in evidence");
    t.bigInteger("computed_size");
    t.uuid("evidence_id").comment("its bytes in audit_evidence_chunks; null before they came whole");
    for (const count of ["events", "already_stored", "missing", "backfilled", "late", "extra", "unreadable"])
      t.bigInteger(count).notNullable().defaultTo(0);
    t.specificType("extra_ids", "text[]").notNullable().defaultTo("{}");
    t.timestamp("covers_until").comment("the archive is complete up to here");
    t.text("error_code");
    t.text("error_advice");
    t.timestamp("verified_at");
    t.timestamp("tried_at").comment("the last import began");
    t.timestamp("touched_at").comment("the import showed life: an abandoned one is taken over");
    // Every read is of one source; this is also what makes listing the same month twice one row.
    t.unique(["source_id", "year", "month"]);
    // The purge.
    t.index(["resource_id"]);
  });

  // The archives' bytes, as Heroku gave them, in pieces of 256 KiB: any process can read them, no statement is long,
  // and a backup of the database is a backup of the evidence. Why here: docs/decisions/audit-archives.md.
  await knex.schema.createTable("audit_evidence_chunks", (t) => {
    t.uuid("evidence_id").notNullable();
    t.integer("seq").notNullable();
    t.uuid("resource_id").notNullable().references("resources.id");
    t.uuid("source_id").notNullable().references("audit_sources.id").onDelete("CASCADE");
    t.binary("bytes").notNullable();
    t.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
    t.primary(["evidence_id", "seq"]);
    // Removal of a source, purge of a resource.
    t.index(["source_id"]);
    t.index(["resource_id"]);
  });
  await knex.schema.alterTable("audit_sources", (t) => {
    t.timestamp("archives_listed_at").comment(
      "Heroku was last asked which archives there are: once after each midnight",
    );
  });

  // Gzip does not shrink again; trying costs time on every piece.
  await knex.raw("alter table audit_evidence_chunks alter column bytes set storage external");
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("audit_sources", (t) => t.dropColumn("archives_listed_at"));
  for (const table of ["audit_evidence_chunks", "audit_archives"]) await knex.schema.dropTable(table);
}
