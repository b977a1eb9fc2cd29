import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";
import type { SandboxContext } from "../context.ts";
import type { EnterpriseAccountRow } from "../rows/account.ts";
import type { AuditEventRow } from "../rows/audit.ts";
import { Random } from "../traffic/random.ts";
import { dayOf, daysBetween, monthsBetween, startOfDayMs, startOfMonthMs } from "./days.ts";
import { extraEvents, faultsOf } from "./faults.ts";
import { eventsOfDay, startOfTrailMs } from "./trail.ts";

/** One month's file: what it covers, and what the Platform API says of it. */
export interface Archive {
  month: string;
  /** The midnight it reaches to, exclusive. */
  untilMs: number;
  createdAtMs: number;
}

/** Archives are written two minutes past midnight. Source: heroku/cli, fixtures of the audits commands. */
const writtenAfterMs = 120_000;

/** The account's months that have an archive now, oldest first. The month that is not over reaches to last midnight. */
export function listArchives(ctx: SandboxContext, account: EnterpriseAccountRow): Archive[] {
  const midnightMs = startOfDayMs(dayOf(ctx.clock.now() - writtenAfterMs));
  return monthsBetween(startOfTrailMs(account), midnightMs)
    .map((month) => {
      const untilMs = Math.min(startOfMonthMs(month, 1), midnightMs);
      return { month, untilMs, createdAtMs: untilMs + writtenAfterMs };
    })
    .filter(({ month, untilMs }) => ctx.settings.audit.listCurrentMonth || untilMs === startOfMonthMs(month, 1));
}

/**
 * The bytes of an archive: gzip of JSON, days in a shuffled order and events shuffled within each, as Heroku's are not
 * in time order. A day is in memory at a time. The same trail gives the same bytes, so checksums hold.
 */
export function archiveParts(ctx: SandboxContext, account: EnterpriseAccountRow, archive: Archive): [Readable, Gzip] {
  // Two stages for the caller's own pipeline, which ends both when its reader goes away.
  return [Readable.from(archiveText(ctx, account, archive)), createGzip()];
}

export interface Summary {
  /** SHA-256 of the gzip bytes, lower-case hex. */
  checksum: string;
  size: number;
}

const summaries = new WeakMap<SandboxContext, Map<string, Promise<Summary>>>();

/** Checksum and size; the file is written through once for them and they are kept, in memory. */
export function summarise(ctx: SandboxContext, account: EnterpriseAccountRow, archive: Archive): Promise<Summary> {
  const known = summaries.get(ctx) ?? new Map<string, Promise<Summary>>();
  summaries.set(ctx, known);
  const monthEvents = ctx.state.auditEvents.filter((event) => event.created_at.startsWith(archive.month)).length;
  const faults = JSON.stringify(faultsOf(ctx, account, archive.month));
  const key = [account.id, archive.month, archive.untilMs, JSON.stringify(account.trail), monthEvents, faults].join(
    " ",
  );
  const summary = known.get(key) ?? writeThrough(...archiveParts(ctx, account, archive));
  known.set(key, summary);
  return summary;
}

async function writeThrough(text: Readable, gzip: Gzip): Promise<Summary> {
  const hash = createHash("sha256");
  let size = 0;
  await pipeline(text, gzip, async (parts: AsyncIterable<Buffer>) => {
    for await (const part of parts) {
      hash.update(part);
      size += part.length;
    }
  });
  return { checksum: hash.digest("hex"), size };
}

function* archiveText(ctx: SandboxContext, account: EnterpriseAccountRow, archive: Archive): Generator<string> {
  const isObject = ctx.settings.audit.archiveShape === "entries";
  yield isObject ? '{"entries":[' : "[";
  let isFirst = true;
  for (const events of archiveDays(ctx, account, archive)) {
    if (events.length === 0) continue;
    yield (isFirst ? "" : ",") + events.map((event) => JSON.stringify(event)).join(",");
    isFirst = false;
  }
  yield isObject ? "]}" : "]";
}

function* archiveDays(
  ctx: SandboxContext,
  account: EnterpriseAccountRow,
  archive: Archive,
): Generator<AuditEventRow[]> {
  const random = new Random(account.trail?.seed ?? 1);
  const { lacks, adds } = faultsOf(ctx, account, archive.month);
  let toLeaveOut = lacks;
  for (const day of shuffled(daysBetween(startOfMonthMs(archive.month), archive.untilMs), random)) {
    const events = eventsOfDay(ctx, account, day);
    const leftOut = Math.min(toLeaveOut, events.length);
    toLeaveOut -= leftOut;
    // A day's last ones: so a test can be sure of its first.
    yield shuffled(events.slice(0, events.length - leftOut), random);
  }
  yield extraEvents(account, archive.month, adds);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
