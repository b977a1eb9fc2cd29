import type { Knex } from "knex";

/** A customer's own bucket (S3), into which each hour's lines and changes are copied, and what was copied when. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("buckets", (t) => {
    t.uuid("resource_id").primary().references("resources.id");
    t.text("endpoint").notNullable().comment("origin of the S3 API");
    t.text("region").notNullable();
    t.text("name").notNullable();
    t.text("prefix").notNullable().comment("empty, or ends in /");
    t.text("access_key_id").notNullable();
    t.text("secret_access_key_sealed").notNullable();
    t.timestamp("next_hour").notNullable().comment("the first hour that is not copied");
    t.timestamp("due_at").notNullable();
    t.integer("attempts").notNullable().defaultTo(0).comment("failures in a row");
    t.text("error").comment("why the last one failed, in words for the customer");
    t.timestamp("failing_since");
    t.timestamp("created_at").notNullable();
    t.text("created_by").notNullable().comment("an e-mail address, or the prefix of an API token");
    t.index("due_at"); // asked for every minute, over all resources
  });
  await knex.schema.createTable("bucket_hours", (t) => {
    t.uuid("resource_id").notNullable().references("resources.id");
    t.timestamp("hour").notNullable();
    t.bigInteger("lines").notNullable();
    t.bigInteger("messages").notNullable().comment("a line may be many that came without a header");
    t.bigInteger("lines_bytes").notNullable();
    t.text("lines_sha256").notNullable();
    t.bigInteger("changes").notNullable();
    t.bigInteger("changes_bytes").notNullable();
    t.text("changes_sha256").notNullable();
    t.bigInteger("stored").notNullable().comment("messages stored in this hour, as the books said when it was copied");
    t.timestamp("copied_at").notNullable();
    t.primary(["resource_id", "hour"]);
    t.index("hour"); // for pruning
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("bucket_hours");
  await knex.schema.dropTable("buckets");
}
