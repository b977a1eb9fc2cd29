import type { Knex } from "knex";

/**
 * Sessions that their person ended. A session's cookie holds all there is to it, so what has ended must be remembered for
 * as long as the cookie would be good (12 h). In Postgres, because whoever asks for a session asks it for the resource
 * anyway: nothing more can be away, and a sign-out outlives every restart.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("ended_sessions", (t) => {
    // Every call of a session asks for it by its key.
    t.uuid("session_id").primary();
    t.uuid("resource_id").notNullable().references("resources.id").index();
    // They are forgotten by age.
    t.timestamp("ended_at").notNullable().index();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("ended_sessions");
}
