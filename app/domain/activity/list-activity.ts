import type { Ctx } from "../../context.ts";
import type { ActivityAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as activity from "../../stores/postgres/activity.ts";

/** What was changed in this add-on itself, newest first. @throws Fault query.bad_cursor */
export async function listActivity(
  { stores, resourceId }: Ctx,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<ActivityAnswer> {
  if (cursor !== null && !/^\d{1,18}$/.test(cursor)) throw new Fault("query.bad_cursor");
  const rows = await activity.listNewest(stores.pg, resourceId, { limit: limit + 1, before: cursor });
  const shown = rows.slice(0, limit);
  return {
    data: shown.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      by: row.by,
      did: row.did,
      object_id: row.object_id,
      name: row.name,
      is_done: row.is_done,
    })),
    next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}
