import type { Services } from "../../context.ts";
import * as exclusionSets from "../../stores/postgres/exclusion-sets.ts";
import type { FrameTicket } from "../../stores/redis/frame-stream.ts";

/** Sets of filters by their number. */
export type ExclusionSets = ReadonlyMap<number, exclusionSets.ExclusionSet>;

export const NO_EXCLUSIONS: ExclusionSets = new Map();

/** Sets never change, so those read once are good for as long as there is room. */
const REMEMBERED_MAX = 1_000;
const remembered = new WeakMap<object, Map<number, exclusionSets.ExclusionSet>>();

/**
 * The filters that frames name. A set that is not there belongs to a resource that was purged.
 *
 * @throws when Postgres is away: frames are not read without their filters, for a replay would leave out other lines
 */
export async function exclusionsOf(
  { stores }: Pick<Services, "stores">,
  frames: readonly Pick<FrameTicket, "exclusionSet">[],
): Promise<ExclusionSets> {
  const named = new Set(frames.flatMap(({ exclusionSet }) => exclusionSet ?? []));
  if (named.size === 0) return NO_EXCLUSIONS;
  const known = remembered.get(stores.pg) ?? new Map<number, exclusionSets.ExclusionSet>();
  remembered.set(stores.pg, known);
  const missing = [...named].filter((id) => !known.has(id));
  if (missing.length > 0) {
    if (known.size + missing.length > REMEMBERED_MAX) known.clear();
    for (const set of await exclusionSets.listByIds(stores.pg, missing)) known.set(set.id, set);
  }
  const found = new Map<number, exclusionSets.ExclusionSet>();
  for (const id of named) {
    const set = known.get(id);
    if (set) found.set(id, set);
  }
  return found;
}
