import type { Db } from "./connection.ts";

/** One opening of the dashboard by single sign-on. */
export interface VisitRow {
  user_id: string;
  email: string;
  is_email_verified: boolean;
  /** The path landed on. */
  opened: string;
  app_name: string | null;
  at: Date;
}

export async function insert(db: Db, resourceId: string, visit: VisitRow): Promise<void> {
  await db("visits").insert({ ...visit, resource_id: resourceId });
}

/** Newest first. */
export async function listNewest(db: Db, resourceId: string, count: number): Promise<VisitRow[]> {
  return db("visits")
    .where({ resource_id: resourceId })
    .orderBy("id", "desc")
    .limit(count)
    .select<VisitRow[]>("user_id", "email", "is_email_verified", "opened", "app_name", "at");
}

/** Whether somebody came with this address, of which Heroku said that it is theirs; whatever its case. */
export async function hasVerifiedAddress(db: Db, resourceId: string, email: string): Promise<boolean> {
  const row = await db("visits")
    .where({ resource_id: resourceId, is_email_verified: true })
    .whereRaw("lower(email) = lower(?)", [email])
    .first("id");
  return row !== undefined;
}

export async function forgetBefore(db: Db, before: Date): Promise<number> {
  return db("visits").where("at", "<", before).delete();
}
