import type { Db } from "./connection.ts";

interface EndedSessionRow {
  session_id: string;
  resource_id: string;
  ended_at: Date;
}

/** A repeat changes nothing. */
export async function insert(db: Db, resourceId: string, sessionId: string, at: Date): Promise<void> {
  await db<EndedSessionRow>("ended_sessions")
    .insert({ session_id: sessionId, resource_id: resourceId, ended_at: at })
    .onConflict("session_id")
    .ignore();
}

export async function has(db: Db, resourceId: string, sessionId: string): Promise<boolean> {
  const row = await db<EndedSessionRow>("ended_sessions")
    .where({ session_id: sessionId, resource_id: resourceId })
    .first("session_id");
  return row !== undefined;
}

export async function forgetBefore(db: Db, before: Date): Promise<number> {
  return db("ended_sessions").where("ended_at", "<", before).delete();
}
