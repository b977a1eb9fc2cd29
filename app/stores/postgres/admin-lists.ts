import type { Db } from "./connection.ts";

export interface AdminList {
  /** In lower case; null: everybody. */
  emails: string[] | null;
  changed_at: Date;
  /** An e-mail address, or the prefix of an API token. */
  changed_by: string;
}

/** Who may change things; null where nobody ever said. */
export async function find(db: Db, resourceId: string): Promise<AdminList | null> {
  const row = await db("admin_lists")
    .where({ resource_id: resourceId })
    .first<AdminList | undefined>("emails", "changed_at", "changed_by");
  return row ?? null;
}

export async function save(db: Db, resourceId: string, list: AdminList): Promise<void> {
  await db("admin_lists")
    .insert({ ...list, resource_id: resourceId })
    .onConflict("resource_id")
    .merge();
}
