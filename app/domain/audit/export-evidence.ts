import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack as tarPack } from "tar-stream";
import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { evidenceKeyOf } from "../../lib/evidence-key.ts";
import type { ArchiveRow } from "../../stores/postgres/audit-archives.ts";
import * as archives from "../../stores/postgres/audit-archives.ts";
import { readChunks } from "../../stores/postgres/audit-evidence.ts";
import type { AuditSourceRow } from "../../stores/postgres/audit-sources.ts";
import * as sources from "../../stores/postgres/audit-sources.ts";
import { toArchiveAnswer } from "./archive-view.ts";
import { formatMonth } from "./month.ts";

/** A tar file on its way. */
export interface EvidenceExport {
  /** Of the file, without folders. */
  name: string;
  /**
   * Begins to read; nothing was read before. Rejects when the evidence could not be read to its end, and the file has
   * then no sound end.
   */
  open(): Promise<Readable>;
}

/**
 * The archives of a source as Heroku gave them, with a signed account of what each proves: `manifest.json`,
 * `manifest.sig` (Ed25519 over the manifest's bytes), `public-key.pem`, `archives/2026-02.json.gz`, ... Written as it is read;
 * memory does not grow with it.
 *
 * @throws Fault audit.source_not_found
 */
export async function exportEvidence(ctx: Ctx, { id }: { id: string }): Promise<EvidenceExport> {
  const source = await sources.find(ctx.stores.pg, ctx.resourceId, id);
  if (!source) throw new Fault("audit.source_not_found");
  return {
    name: `${fileName(source.enterprise_account_name)}-audit-evidence.tar`,
    open: () => packEvidence(ctx, source),
  };
}

async function packEvidence(ctx: Ctx, source: AuditSourceRow): Promise<Readable> {
  const { stores, resourceId, clock, config } = ctx;
  const rows = (await archives.listOfSource(stores.pg, resourceId, source.id)).reverse();
  const at = clock.now();
  const key = evidenceKeyOf(config.encryptionKeys[0] as Buffer);
  const manifest = Buffer.from(
    `${JSON.stringify({ ...describeEvidence(source, rows, at), key_id: key.id, public_key: key.publicKeyPem }, null, 2)}\n`,
  );
  const pack = tarPack();
  const file = (name: string, bytes: Buffer) => pack.entry({ name, mtime: at }, bytes);
  file("manifest.json", manifest);
  file("manifest.sig", key.sign(manifest));
  file("public-key.pem", Buffer.from(key.publicKeyPem));
  addArchives(ctx, pack, rows, at).catch((error: unknown) => pack.destroy(error as Error));
  return Readable.from(pack);
}

async function addArchives(
  { stores, resourceId }: Ctx,
  pack: ReturnType<typeof tarPack>,
  rows: readonly ArchiveRow[],
  mtime: Date,
): Promise<void> {
  for (const row of rows) {
    if (row.evidence_id === null || row.computed_size === null) continue;
    const entry = pack.entry({ name: archiveFile(row), size: row.computed_size, mtime });
    // Ends the entry, and rejects when bytes are missing to the size announced or the reader has gone.
    await pipeline(Readable.from(readChunks(stores.pg, resourceId, row.evidence_id)), entry);
  }
  pack.finalize();
}

/** What is said about each month is what the API says. */
function describeEvidence(source: AuditSourceRow, rows: readonly ArchiveRow[], at: Date) {
  return {
    format: "draintrail-audit-evidence/1",
    generated_at: at.toISOString(),
    enterprise_account: { id: source.enterprise_account_id, name: source.enterprise_account_name },
    source: { id: source.id, created_at: source.created_at.toISOString() },
    archives: rows.map((row) => {
      const { error, progress: _progress, ...answer } = toArchiveAnswer(row, at);
      const isKept = row.evidence_id !== null;
      return {
        ...answer,
        file: isKept ? archiveFile(row) : null,
        computed_size: isKept ? row.computed_size : null,
        unreadable: row.unreadable,
        error: error?.code ?? null,
      };
    }),
  };
}

function archiveFile(row: ArchiveRow): string {
  return `archives/${formatMonth(row)}.json.gz`;
}

/** An account's name in a file's name: Heroku's are of these characters anyway. */
function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9-]+/g, "-").slice(0, 60) || "account";
}
