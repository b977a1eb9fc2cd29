import { randomUUID } from "node:crypto";
import { fetchArchive } from "../../clients/fetch-archive.ts";
import type { SafeFetch } from "../../clients/safe-fetch.ts";
import {
  EVIDENCE_CHUNK_BYTES,
  type EvidenceOwner,
  insertChunk,
  removeEvidence,
} from "../../stores/postgres/audit-evidence.ts";
import type { Postgres } from "../../stores/postgres/connection.ts";

/** An archive's bytes as we keep them. */
export interface Evidence {
  evidence_id: string;
  /** SHA-256 in hex, computed while they came in. */
  computed_checksum: string;
  computed_size: number;
}

/**
 * Brings an archive from its link into the evidence store, never holding more than a piece of it. It belongs to nothing
 * until the caller notes it; what came of a broken transfer is removed.
 *
 * @param onBytes told the size so far, after each piece
 * @throws ArchiveNotFetchedError, UnsafeRequestError
 */
export async function keepEvidence(
  { pg, links }: { pg: Postgres; links: Pick<SafeFetch, "open"> },
  owner: Omit<EvidenceOwner, "evidenceId">,
  archive: { url: string; size: number | null },
  onBytes: (size: number) => Promise<void>,
): Promise<Evidence> {
  const evidence = { ...owner, evidenceId: randomUUID() };
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let seq = 0;
  let stored = 0;
  const store = async () => {
    const bytes = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    await insertChunk(pg, evidence, seq++, bytes);
    stored += bytes.length;
    await onBytes(stored);
  };
  try {
    const { checksum, size } = await fetchArchive(links, archive.url, archive.size, async (bytes) => {
      held.push(bytes);
      heldBytes += bytes.byteLength;
      if (heldBytes >= EVIDENCE_CHUNK_BYTES) await store();
    });
    if (heldBytes > 0) await store();
    return { evidence_id: evidence.evidenceId, computed_checksum: checksum, computed_size: size };
  } catch (error) {
    await removeEvidence(pg, owner.resourceId, evidence.evidenceId);
    throw error;
  }
}
