import { actorName, type Ctx } from "../../context.ts";
import * as activity from "../../stores/postgres/activity.ts";

/** Names are cut where they are made; this bounds what an answer of another kind could bring. */
const NAME_CHARS_MAX = 300;

/** A change that is under way. */
export interface NotedActivity {
  /** @param made what was made or changed; as far as the call's answer says */
  done(made: { objectId: string | null; name: string | null }): Promise<void>;
  refused(): Promise<void>;
}

/**
 * Notes a change before it is made, so that none is made unnoted. Should the process die in between, the note says that it was
 * begun.
 *
 * @param did method and path, as openapi.json has it
 * @throws when Postgres is away: then nothing may be changed
 */
export async function noteActivity(
  { stores, resourceId, actor, clock }: Ctx,
  did: string,
  objectId: string | null,
): Promise<NotedActivity> {
  const id = await activity.begin(stores.pg, resourceId, {
    at: clock.now(),
    by: actorName(actor),
    did,
    object_id: objectId,
  });
  return {
    done: (made) =>
      activity.complete(stores.pg, resourceId, id, {
        object_id: objectId ?? made.objectId,
        name: made.name?.slice(0, NAME_CHARS_MAX) ?? null,
      }),
    refused: () => activity.remove(stores.pg, resourceId, id),
  };
}
