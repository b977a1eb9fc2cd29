import type { Db } from "./connection.ts";

/** The filters that hold for a frame, as they were when it came. A set never changes. */
export interface ExclusionSet {
  id: number;
  /** In the order in which they are asked; empty where the last one was switched off. */
  filters: { id: string; query: string }[];
  /** Drain id to the Heroku app behind it, for conditions on `app`. */
  apps: Record<string, { id: string; name: string }>;
}

export async function insert(
  db: Db,
  resourceId: string,
  { filters, apps }: Omit<ExclusionSet, "id">,
  at: Date,
): Promise<void> {
  await db("exclusion_sets").insert({
    resource_id: resourceId,
    filters: JSON.stringify(filters),
    apps: JSON.stringify(apps),
    created_at: at,
  });
}

/** The set that holds now; null where there never was a filter. */
export async function currentOf(db: Db, resourceId: string): Promise<ExclusionSet | null> {
  return (
    (await db("exclusion_sets")
      .where({ resource_id: resourceId })
      .orderBy("id", "desc")
      .first<ExclusionSet | undefined>("id", "filters", "apps")) ?? null
  );
}

/** @returns those that exist; of a purged resource there are none */
export async function listByIds(db: Db, ids: readonly number[]): Promise<ExclusionSet[]> {
  return db("exclusion_sets").whereIn("id", ids).select<ExclusionSet[]>("id", "filters", "apps");
}
