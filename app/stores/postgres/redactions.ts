import type { RedactionRules } from "../../contract/redaction.ts";
import type { Db } from "./connection.ts";

export interface RedactionRow {
  rules: RedactionRules;
  changed_at: Date;
  /** An e-mail address, or the prefix of an API token. */
  changed_by: string;
}

/** What the resource masks; null where nobody ever said. */
export async function find(db: Db, resourceId: string): Promise<RedactionRow | null> {
  const row = await db("redactions")
    .where({ resource_id: resourceId })
    .first<RedactionRow | undefined>("rules", "changed_at", "changed_by");
  return row ?? null;
}

export async function save(db: Db, resourceId: string, row: RedactionRow): Promise<void> {
  await db("redactions")
    .insert({ ...row, resource_id: resourceId, rules: JSON.stringify(row.rules) })
    .onConflict("resource_id")
    .merge();
}
