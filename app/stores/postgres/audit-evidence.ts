import type { Db } from "./connection.ts";

/** One piece: a second's work of an import, so that it shows life; large enough that a gigabyte is 4,096 of them. */
export const EVIDENCE_CHUNK_BYTES = 256 * 1024;
/** Removed at once: a hundred megabytes of rows within a statement's time. */
const CHUNKS_AT_ONCE = 400;

/** Whose bytes. */
export interface EvidenceOwner {
  resourceId: string;
  sourceId: string;
  evidenceId: string;
}

export async function insertChunk(db: Db, owner: EvidenceOwner, seq: number, bytes: Buffer): Promise<void> {
  await db("audit_evidence_chunks").insert({
    evidence_id: owner.evidenceId,
    resource_id: owner.resourceId,
    source_id: owner.sourceId,
    seq,
    bytes,
  });
}

/** The bytes in order, a piece at a time. */
export async function* readChunks(
  db: Db,
  resourceId: string,
  evidenceId: string,
): AsyncGenerator<Buffer, void, undefined> {
  for (let seq = 0; ; seq++) {
    const row = await db("audit_evidence_chunks")
      .where({ evidence_id: evidenceId, seq, resource_id: resourceId })
      .first<{ bytes: Buffer } | undefined>("bytes");
    if (!row) return;
    yield row.bytes;
  }
}

export async function removeEvidence(db: Db, resourceId: string, evidenceId: string): Promise<void> {
  await removeChunks(db, { resource_id: resourceId, evidence_id: evidenceId });
}

export async function removeEvidenceOfSource(db: Db, resourceId: string, sourceId: string): Promise<void> {
  await removeChunks(db, { resource_id: resourceId, source_id: sourceId });
}

export async function removeEvidenceOfResource(db: Db, resourceId: string): Promise<void> {
  await removeChunks(db, { resource_id: resourceId });
}

/** Pieces that no archive points to: of downloads that were killed. @returns pieces removed */
export async function removeAbandonedChunks(db: Db, before: Date): Promise<number> {
  return db("audit_evidence_chunks as chunk")
    .where("chunk.created_at", "<", before)
    .whereNotExists((archives) =>
      archives.select(db.raw("1")).from("audit_archives").whereRaw("audit_archives.evidence_id = chunk.evidence_id"),
    )
    .delete();
}

async function removeChunks(db: Db, where: Record<string, string>): Promise<void> {
  for (;;) {
    const some = db("audit_evidence_chunks").where(where).limit(CHUNKS_AT_ONCE).select("evidence_id", "seq");
    const removed = await db("audit_evidence_chunks").whereIn(["evidence_id", "seq"], some).delete();
    if (removed < CHUNKS_AT_ONCE) return;
  }
}
