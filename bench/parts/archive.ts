/** A month's archive of the audit trail: written, read alone, and imported into an empty store and compared, as the service does. */
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { importEvents } from "../../app/domain/audit/import-events.ts";
import { readArchive } from "../../app/domain/audit/read-archive.ts";
import { coversUntil, reconcileArchive } from "../../app/domain/audit/reconcile-archive.ts";
import { type ClickHouse, openClickHouse, openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { openGeoIp } from "../../app/stores/geoip.ts";
import { migrateClickHouse } from "../../migrations/clickhouse.ts";
import { createRandom, type Random } from "../corpus/random.ts";
import { answerParent } from "../process/child-side.ts";

export interface ArchiveFigure {
  eventsPerSecond: number;
  /** Of the whole process, an embedded engine's threads included; what a busy machine does not change. */
  cpuPerMillion: number;
  /** Highest less before, bytes: of our heap and buffers; and of the whole process as the system counts it. */
  ownGrownBytes: number;
  grownBytes: number;
}

export interface ArchiveFigures {
  parse: ArchiveFigure;
  import: ArchiveFigure;
  again: ArchiveFigure;
}

export interface ArchiveFile {
  file: string;
  events: number;
}

/** Where the store is: a directory of this process, or a server. */
export type StorePlace = { dir: string } | { url: string };

const MONTH = { year: 2026, month: 1 };
const MONTH_MS = 31 * 86_400_000;

answerParent({
  /** In a process of its own, whose memory is nobody's. @returns bytes of JSON */
  write: ({ file, events }: ArchiveFile): Promise<number> => writeArchive(file, events),
  /** @param warm imported first: code is compiled and the engine's threads and caches exist before anything is measured */
  async run(input: { place: StorePlace; warm: ArchiveFile; month: ArchiveFile }): Promise<ArchiveFigures> {
    const { place, warm, month } = input;
    const clickhouse = "url" in place ? openClickHouse(place.url) : await openEmbeddedClickHouse(place.dir);
    try {
      await migrateClickHouse(clickhouse, null);
      await importFile(clickhouse, randomUUID(), warm.file);
      const resourceId = randomUUID();
      const parse = await measured(month.events, () => countEvents(month.file));
      const first = await measured(month.events, () => importFile(clickhouse, resourceId, month.file));
      const again = await measured(month.events, () => importFile(clickhouse, resourceId, month.file));
      return { parse, import: first, again };
    } finally {
      await clickhouse.close();
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
  for await (const events of readArchive(createReadStream(file))) for (const event of events) if (event) count++;
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

/** So many events are handed on together. */
const EVENTS_AT_ONCE = 200;

/** Shuffled in time, as Heroku's are; ids as random as UUIDs are. @returns bytes of JSON */
async function writeArchive(file: string, events: number): Promise<number> {
  const random = createRandom(9);
  let bytes = 0;
  const text = function* () {
    for (let i = 0; i < events; i += EVENTS_AT_ONCE) {
      const some = Array.from({ length: Math.min(EVENTS_AT_ONCE, events - i) }, () =>
        JSON.stringify(makeEvent(random)),
      );
      const piece = `${i === 0 ? '{"entries":[' : ","}${some.join(",")}${i + EVENTS_AT_ONCE >= events ? "]}" : ""}`;
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
  };
  await pipeline(Readable.from(text()), createGzip(), createWriteStream(file));
  return bytes;
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
