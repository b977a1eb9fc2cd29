import type { Knex } from "knex";

/**
 * How much of the overflow is whose, and a way to one resource's frames.
 *
 * The door must know how full the overflow is. A sum over its rows is no answer: a million small frames take a second,
 * and ten while many of them are gone and not vacuumed yet. So what enters and leaves is counted, in the transaction it
 * enters or leaves in. By triggers, because frames leave by four ways (moved, swept, purged, removed by hand), and
 * because a web process of the version before still spills while a release is under way.
 */
export async function up(knex: Knex): Promise<void> {
  // A purge, and the question whether anything of a resource is still on its way. Building it, and the triggers after
  // it, keep frames from spilling: nothing while the overflow is empty, a minute for some gigabytes.
  await knex.schema.alterTable("spilled_frames", (t) => t.index(["resource_id"]));

  // One row is a part of one resource's frames in the overflow; their sum is what waits. In eight parts, chosen by
  // connection, so that those who spill frames of one loud resource at once rarely wait for each other's commit. A part
  // may be below zero: who removes a frame need not be who brought it.
  await knex.schema.createTable("spilled_totals", (t) => {
    t.uuid("resource_id").notNullable();
    t.smallint("part").notNullable();
    t.bigInteger("frames").notNullable();
    t.bigInteger("bytes").notNullable().comment("of bodies, as they came");
    t.primary(["resource_id", "part"]);
  });
  // In one order, so that two who change several resources' rows never wait for each other in a ring.
  await knex.raw(`
    create function count_spilled_frames() returns trigger language plpgsql as $$
    declare sign constant integer := case tg_op when 'INSERT' then 1 else -1 end;
    begin
      insert into spilled_totals (resource_id, part, frames, bytes)
        select resource_id, pg_backend_pid() % 8, sign * count(*), sign * sum(octet_length(body))
        from changed group by resource_id order by resource_id
      on conflict (resource_id, part) do update
        set frames = spilled_totals.frames + excluded.frames, bytes = spilled_totals.bytes + excluded.bytes;
      return null;
    end $$`);
  await knex.raw(`
    create trigger count_arrivals after insert on spilled_frames
    referencing new table as changed for each statement execute function count_spilled_frames()`);
  await knex.raw(`
    create trigger count_departures after delete on spilled_frames
    referencing old table as changed for each statement execute function count_spilled_frames()`);
  // The triggers' locks are held until the end: what is there now is counted here, what comes later by them.
  await knex.raw(`
    insert into spilled_totals (resource_id, part, frames, bytes)
    select resource_id, 0, count(*), sum(octet_length(body)) from spilled_frames group by resource_id`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop trigger count_arrivals on spilled_frames");
  await knex.raw("drop trigger count_departures on spilled_frames");
  await knex.raw("drop function count_spilled_frames()");
  await knex.schema.dropTable("spilled_totals");
  await knex.schema.alterTable("spilled_frames", (t) => t.dropIndex(["resource_id"]));
}
