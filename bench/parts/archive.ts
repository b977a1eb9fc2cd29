/** A month's archive of the audit trail: read alone, and imported into an empty chDB and compared, as the service does. */
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { importEvents } from "../../app/domain/audit/import-events.ts";
import { readArchive } from "../../app/domain/audit/read-archive.ts";
import { coversUntil, reconcileArchive } from "../../app/domain/audit/reconcile-archive.ts";
import { type ClickHouse, openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { openGeoIp } from "../../app/stores/geoip.ts";
import { migrateClickHouse } from "../../migrations/clickhouse.ts";
import { createRandom, type Random } from "../corpus/random.ts";
import { answerParent } from "../process/child-side.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";

export interface ArchiveFigure {
  eventsPerSecond: number;
  /** Of the whole process, chDB's threads included; what a busy machine does not change. */
  cpuPerMillion: number;
  /** Highest less before, bytes: of our heap and buffers; and of the whole process, chDB's caches and merges included. */
  ownGrownBytes: number;
  grownBytes: number;
}

const MONTH = { year: 2026, month: 1 };
const MONTH_MS = 31 * 86_400_000;
/** Code is compiled and the engine's threads and caches exist before anything is measured. */
const WARM_EVENTS = 40_000;

answerParent({
  async run({
    events,
  }: {
    events: number;
  }): Promise<{ parse: ArchiveFigure; import: ArchiveFigure; again: ArchiveFigure }> {
    const dir = await makeTempDir();
    const clickhouse = await openEmbeddedClickHouse(`${dir}/clickhouse`);
    try {
      await migrateClickHouse(clickhouse, null);
      const [warm, file] = [path.join(dir, "warm.json.gz"), path.join(dir, "month.json.gz")];
      await writeArchive(warm, WARM_EVENTS);
      await writeArchive(file, events);
      await importFile(clickhouse, randomUUID(), warm);
      const resourceId = randomUUID();
      const parse = await measured(events, () => countEvents(file));
      const first = await measured(events, () => importFile(clickhouse, resourceId, file));
      const again = await measured(events, () => importFile(clickhouse, resourceId, file));
      return { parse, import: first, again };
    } finally {
      await clickhouse.close();
      removeDir(dir);
    }
  },
});

async function measured(events: number, work: () => Promise<number>): Promise<ArchiveFigure> {
  global.gc?.();
  const before = process.memoryUsage();
  const grown = { own: 0, all: 0 };
  const sampling = setInterval(() => {
    const now = process.memoryUsage();
    grown.own = Math.max(grown.own, ownOf(now) - ownOf(before));
    grown.all = Math.max(grown.all, now.rss - before.rss);
  }, 20);
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  const done = await work();
  const cpu = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  clearInterval(sampling);
  if (done !== events) throw new Error(`${done} of ${events} events`);
  return {
    eventsPerSecond: events / seconds,
    cpuPerMillion: (cpu.user + cpu.system) / events,
    ownGrownBytes: grown.own,
    grownBytes: grown.all,
  };
}

function ownOf({ heapUsed, external }: NodeJS.MemoryUsage): number {
  return heapUsed + external; // `external` includes the array buffers
}

async function countEvents(file: string): Promise<number> {
  let count = 0;
  for await (const part of readArchive(createReadStream(file))) count += part.events.length;
  return count;
}

async function importFile(clickhouse: ClickHouse, resourceId: string, file: string): Promise<number> {
  const geoip = await openGeoIp({ city: null, asn: null }); // no files: addresses are not looked up
  const services = { stores: { clickhouse, geoip } } as Parameters<typeof importEvents>[0];
  const origin = {
    ...MONTH,
    importId: randomUUID(),
    resourceId,
    sourceId: resourceId,
    receivedAtMs: Date.now(),
    retentionDays: 0,
  };
  const { unreadable: _none, ...range } = await importEvents(services, origin, createReadStream(file));
  const archive = { ...MONTH, coversUntil: coversUntil(MONTH, new Date()) };
  return (await reconcileArchive(services, { ...origin, ...range }, archive, new Date())).events;
}

/** Shuffled in time, as Heroku's are; ids as random as UUIDs are. */
async function writeArchive(file: string, events: number): Promise<void> {
  const random = createRandom(9);
  const text = function* () {
    for (let i = 0; i < events; i++) yield `${i === 0 ? '{"entries":[' : ","}${JSON.stringify(makeEvent(random))}`;
    yield "]}";
  };
  await pipeline(Readable.from(text()), createGzip(), createWriteStream(file));
}

const APPS = Array.from({ length: 40 }, (_, i) => ({ id: randomUUID(), name: `harbor-app-${i}` }));
const PEOPLE = Array.from({ length: 60 }, (_, i) => ({ id: randomUUID(), email: `person-${i}@example.com` }));
const TEAM = { id: randomUUID(), name: "harbor-team" };
const ACCOUNT = { id: randomUUID(), name: "harbor-holding" };
const KINDS = [
  { type: "config_change", action: "set", data: { config_vars: ["PAYMENT_KEY", "LOG_LEVEL"] } },
  {
    type: "code_release",
    action: "create",
    data: { version: "v214", commit: "9f2c1d4", description: "Deploy 9f2c1d4" },
  },
  { type: "addon", action: "create", data: { name: "postgresql-curved-1", plan: "heroku-postgresql:standard-0" } },
  { type: "collaborator", action: "create", data: { user: { email: "riley@contractor.example.net" } } },
  { type: "domain", action: "create", data: { hostname: "www.example.com" } },
];

function makeEvent(random: Random): object {
  const at = new Date(Date.UTC(MONTH.year, MONTH.month - 1) + random.int(0, MONTH_MS - 1));
  return {
    id: random.uuid(),
    ...random.pick(KINDS),
    created_at: at.toISOString(),
    actor: random.pick(PEOPLE),
    app: random.pick(APPS),
    owner: { id: TEAM.id, email: `${TEAM.name}@herokumanager.com` },
    team: TEAM,
    enterprise_account: ACCOUNT,
    request: { ip_address: `203.0.113.${random.int(0, 255)}` },
  };
}
