import { createHash, createPublicKey, verify } from "node:crypto";
import { Readable } from "node:stream";
import { extract } from "tar-stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type AuditWorld,
  addSource,
  archiveOf,
  importAll,
  startAuditWorld,
  type ToldSource,
} from "../../../support/audit-archives.ts";

let world: AuditWorld;
let source: ToldSource;
let response: Response;
let tar: Buffer;
let files: Map<string, Buffer>;

interface Manifest {
  format: string;
  generated_at: string;
  enterprise_account: { id: string; name: string };
  key_id: string;
  public_key: string;
  archives: {
    year: number;
    month: number;
    file: string | null;
    status: string;
    checksum: string;
    computed_checksum: string;
    computed_size: number;
    events: number;
    error: string | null;
  }[];
}

async function unpack(bytes: Buffer): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const parts = Readable.from([bytes]).pipe(extract());
  for await (const entry of parts) {
    const content: Buffer[] = [];
    for await (const part of entry) content.push(part as Buffer);
    found.set(entry.header.name, Buffer.concat(content));
  }
  return found;
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const manifest = () => JSON.parse(String(files.get("manifest.json"))) as Manifest;

beforeAll(async () => {
  world = await startAuditWorld("2026-03-11T10:00:00Z");
  source = await addSource(world, { startsOn: "2026-01-01", eventsPerDay: 20, addedAt: "2026-02-14T00:00:00Z" });
  world.sandbox.misbehave({ kind: "archive", month: "2026-01", fault: "wrong-checksum", times: 1 });
  world.sandbox.misbehave({ kind: "archive", month: "2026-03", fault: "truncated", times: 1 });
  await importAll(world, source);
  response = await fetch(`${world.service.url}/api/v1/audit/sources/${source.sourceId}/evidence`, {
    headers: { authorization: `Bearer ${source.apiToken}` },
  });
  tar = Buffer.from(await response.arrayBuffer());
  files = await unpack(tar);
});
afterAll(() => world.stop());

it("is a tar file to be saved", () => {
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/x-tar");
  expect(response.headers.get("content-disposition")).toBe(
    `attachment; filename="${source.account}-audit-evidence.tar"`,
  );
  expect(response.headers.get("cache-control")).toBe("no-store");
});

it("HEAD gets the headers, and no archive is read for it", async () => {
  const read: string[] = [];
  const { pg } = world.service.services.stores;
  const note = ({ sql }: { sql: string }) => void read.push(sql);
  pg.on("query", note);
  const head = await fetch(`${world.service.url}/api/v1/audit/sources/${source.sourceId}/evidence`, {
    method: "HEAD",
    headers: { authorization: `Bearer ${source.apiToken}` },
  });
  pg.removeListener("query", note);
  expect(head.status).toBe(200);
  for (const name of ["content-type", "content-disposition", "cache-control"])
    expect(head.headers.get(name)).toBe(response.headers.get(name));
  expect(read.length).toBeGreaterThan(0);
  expect(read.filter((sql) => sql.includes("audit_archive") || sql.includes("audit_evidence"))).toEqual([]);
});

it("holds each archive that came whole, byte for byte, also the one that did not match", async () => {
  expect([...files.keys()]).toEqual([
    "manifest.json",
    "manifest.sig",
    "public-key.pem",
    "archives/2026-01.json.gz",
    "archives/2026-02.json.gz",
  ]);
  for (const month of ["2026-01", "2026-02"]) {
    const row = await archiveOf(world, source, month);
    expect(sha256(files.get(`archives/${month}.json.gz`) as Buffer)).toBe(row.computed_checksum);
  }
  expect(sha256(files.get("archives/2026-02.json.gz") as Buffer)).toBe(
    (await archiveOf(world, source, "2026-02")).checksum,
  );
});

it("says of each month what it proves, and of which files", () => {
  const { format, generated_at, enterprise_account, archives } = manifest();
  expect({ format, generated_at }).toEqual({
    format: "draintrail-audit-evidence/1",
    generated_at: "2026-03-11T10:00:00.000Z",
  });
  expect(enterprise_account.name).toBe(source.account);
  expect(archives.map(({ year, month, status, file, error }) => ({ year, month, status, file, error }))).toEqual([
    { year: 2026, month: 1, status: "mismatch", file: "archives/2026-01.json.gz", error: "audit.archive_mismatch" },
    { year: 2026, month: 2, status: "verified", file: "archives/2026-02.json.gz", error: null },
    { year: 2026, month: 3, status: "failed", file: null, error: "audit.archive_unreadable" },
  ]);
  for (const each of archives) {
    const bytes = each.file === null ? null : files.get(each.file);
    if (!bytes) continue;
    expect(each.computed_checksum).toBe(sha256(bytes));
    expect(each.computed_size).toBe(bytes.length);
    expect(each.checksum === each.computed_checksum).toBe(each.status === "verified");
  }
});

it("is signed with the key that is published for everybody", async () => {
  const answer = await fetch(`${world.service.url}/.well-known/draintrail-evidence-keys.json`);
  const { keys } = (await answer.json()) as { keys: { id: string; algorithm: string; public_key: string }[] };
  const key = keys.find(({ id }) => id === manifest().key_id);
  expect(key).toEqual({ id: manifest().key_id, algorithm: "Ed25519", public_key: manifest().public_key });
  expect(String(files.get("public-key.pem"))).toBe(key?.public_key);
  const publicKey = createPublicKey(key?.public_key ?? "");
  const signed = files.get("manifest.json") as Buffer;
  const signature = files.get("manifest.sig") as Buffer;
  expect(verify(null, signed, publicKey, signature)).toBe(true);
  const altered = Buffer.from(String(signed).replace('"mismatch"', '"verified"'));
  expect(altered.equals(signed)).toBe(false);
  expect(verify(null, altered, publicKey, signature)).toBe(false);
});

it("holds no secret: neither the credential nor a link", () => {
  const text = tar.toString("latin1");
  expect(text).not.toContain(source.herokuToken);
  expect(text).not.toContain(source.apiToken);
  expect(text).not.toContain("signature=");
});
