import type { AuditJob } from "../../contract/audit.ts";
import type { Db } from "./connection.ts";

/** Work a customer asked for on an audit source. */
export interface AuditJobRow {
  id: string;
  resource_id: string;
  source_id: string;
  kind: AuditJob["kind"];
  status: AuditJob["status"];
  /** Percent. */
  progress: number;
  result: Record<string, number>;
  error_code: string | null;
  error_advice: string | null;
  created_at: Date;
  finished_at: Date | null;
}

export async function insert(
  db: Db,
  resourceId: string,
  job: Pick<AuditJobRow, "source_id" | "kind" | "created_at">,
): Promise<AuditJobRow> {
  const [row] = await db<AuditJobRow>("audit_jobs")
    .insert({ ...job, resource_id: resourceId })
    .returning("*");
  if (!row) throw new Error("audit job not inserted");
  return row;
}

export async function find(db: Db, resourceId: string, id: string): Promise<AuditJobRow | null> {
  return (await db<AuditJobRow>("audit_jobs").where({ id, resource_id: resourceId }).first()) ?? null;
}

/** Of the resource's sources, newest first. */
export async function listUnfinished(db: Db, resourceId: string): Promise<AuditJobRow[]> {
  return db<AuditJobRow>("audit_jobs")
    .where({ resource_id: resourceId })
    .whereIn("status", ["queued", "running"])
    .orderBy("created_at", "desc");
}

/** Also on a further try. @returns false when there is no such job, or it has ended */
export async function markRunning(db: Db, resourceId: string, id: string): Promise<boolean> {
  const started = await db<AuditJobRow>("audit_jobs")
    .where({ id, resource_id: resourceId })
    .whereIn("status", ["queued", "running"])
    .update({ status: "running" });
  return started === 1;
}

export async function setProgress(db: Db, resourceId: string, id: string, percent: number): Promise<void> {
  await db<AuditJobRow>("audit_jobs")
    .where({ id, resource_id: resourceId })
    .update({ progress: Math.round(percent) });
}

export async function finish(
  db: Db,
  resourceId: string,
  id: string,
  end: { at: Date } & ({ result: Record<string, number> } | { error: { code: string; advice: string } }),
): Promise<void> {
  await db<AuditJobRow>("audit_jobs")
    .where({ id, resource_id: resourceId })
    .update(
      "result" in end
        ? { status: "done", progress: 100, result: JSON.stringify(end.result) as never, finished_at: end.at }
        : { status: "failed", error_code: end.error.code, error_advice: end.error.advice, finished_at: end.at },
    );
}

export async function forgetCreatedBefore(db: Db, before: Date): Promise<number> {
  return db<AuditJobRow>("audit_jobs").where("created_at", "<", before).delete();
}
