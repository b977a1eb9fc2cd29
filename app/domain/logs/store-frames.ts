import { createHash } from "node:crypto";
import type { Services } from "../../context.ts";
import type { EncodedLines } from "../../stores/clickhouse/line-block.ts";
import { insertLines, isFound, isStored } from "../../stores/clickhouse/log-lines.ts";
import * as exclusionHours from "../../stores/postgres/exclusion-hours.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import * as redactionHours from "../../stores/postgres/redaction-hours.ts";
import type { FrameConsumer, FrameTicket, SpooledFrame } from "../../stores/redis/frame-stream.ts";
import { storeLineChanges } from "../changes/store-line-changes.ts";
import { exclusionsOf } from "./known-exclusions.ts";
import { type PublishedLine, publishFrames, publishLines } from "./publish-lines.ts";
import { type ReadBatch, readBatch } from "./read-batch.ts";

/*
 * One batch, from spool to stored:
 *
 *   SEALED (pending for us) -> READ (parsed) -> INSERTED (ClickHouse, token; then its changes, by their ids, if many)
 *     -> BOOKED (Postgres, token) -> PUBLISHED -> ACKNOWLEDGED (its changes, if few, wait for others in the same step)
 *
 * A crash before ACKNOWLEDGED leaves the same entries pending, which give the same lines and the same token:
 * INSERTED and BOOKED absorb the token's second coming, so lines are stored and counted exactly once.
 * Parsing must therefore depend on nothing but the entries (no clock, no settings, no cache): quota, retention and
 * the customer's filters were decided at the door and travel with the entry. PUBLISHED may happen twice, or to nobody; a tail drops repeats by line id.
 */

/** More changes than these are worth an insert of their own, and too much to keep in Redis. */
const GATHERED_LINES_MAX = 200;

/**
 * Stores one batch and lets go of it. Rejects when a store is away: the batch stays pending and is tried again whole.
 *
 * @param options.isReplay whether it may have been stored before; costs a look-up
 */
export async function storeBatch(
  services: Services,
  consumer: FrameConsumer,
  frames: readonly SpooledFrame[],
  options: { isReplay: boolean } = { isReplay: false },
): Promise<void> {
  const watched = await watchedResources(services, frames);
  const read = await readBatch(frames, { watched, exclusions: await exclusionsOf(services, frames) });
  const told = new Set(frames.filter((frame) => watched.has(frame.resourceId)));
  const insert = options.isReplay ? (token: string) => insertReplayed(services, frames, read.lines, token) : undefined;
  await storeReadBatch(services, consumer, frames, { ...read, told }, insert);
}

/** A batch that was parsed, and the frames of it whose resources were watched when they were. */
export interface StorableBatch extends ReadBatch {
  told: ReadonlySet<FrameTicket>;
}

/**
 * The same for a batch that was read already.
 *
 * @param insert how its lines are inserted, where once under its token is not enough
 */
export async function storeReadBatch(
  services: Services,
  consumer: FrameConsumer,
  frames: readonly FrameTicket[],
  { lines, books, excluded, redacted, watchedLines, apiLines, told }: StorableBatch,
  insert = (token: string) => insertLines(services.stores.clickhouse, lines, token),
): Promise<void> {
  if (frames.length === 0) return;
  const { metrics, log } = services;
  const startedAtMs = performance.now();
  const token = batchToken(frames);
  if (lines.rows > 0) await insert(token);
  const isChangesInsert = apiLines.length > GATHERED_LINES_MAX;
  if (isChangesInsert) await storeLineChanges(services, apiLines);
  await bookBatch(services, token, { books, excluded, redacted });
  const untold = frames.filter((frame) => !told.has(frame));
  await tellTails(services, untold, watchedLines).catch((error: unknown) => log.warn({ err: error }, "tail not told"));
  await consumer.acknowledge(frames, isChangesInsert || apiLines.length === 0 ? "" : JSON.stringify(apiLines));
  metrics.linesStored.inc(lines.rows);
  metrics.fieldsLeftOut.inc(lines.fieldsLeftOut);
  metrics.batchLines.observe(lines.rows);
  metrics.batchSeconds.observe((performance.now() - startedAtMs) / 1000);
}

/** @param untold frames that nobody watched when they were parsed; they came before those that somebody did */
async function tellTails(
  services: Services,
  untold: readonly FrameTicket[],
  watchedLines: readonly PublishedLine[],
): Promise<void> {
  await publishFrames(services, untold);
  await publishLines(services, watchedLines);
}

/** The batch's name: the same set of spool entries, in whatever order they were read, is the same batch. */
export function batchToken(frames: readonly FrameTicket[]): string {
  const ids = [...new Set(frames.map(({ shard, id }) => `${shard}:${id}`))].sort();
  return createHash("sha256").update(ids.join("\n")).digest("hex");
}

/**
 * Lines that may have been inserted before. A crash of ClickHouse can keep the token and lose the rows, day by day: those go
 * in under another token. A power cut can keep the rows, which are on disk when an insert ends, and lose the token, which
 * is written to memory only: so a batch that is there with all of its days is not inserted at all. With some of them it is, because
 * another consumer may be inserting it at this moment, and its token keeps the two apart.
 */
async function insertReplayed(
  services: Services,
  frames: readonly SpooledFrame[],
  lines: EncodedLines,
  token: string,
): Promise<void> {
  const { clickhouse } = services.stores;
  const days = await linesByDay(services, frames, lines);
  let found = 0;
  for (const ofDay of days.values()) if (await isFound(clickhouse, ofDay)) found++;
  if (found === days.size) return;
  await insertLines(clickhouse, lines, token);
  for (const [day, ofDay] of days) {
    for (let again = 1; !(await isStored(clickhouse, ofDay)); again++)
      await insertLines(clickhouse, ofDay, `${token}:${day}:${again}`);
  }
}

/** @param lines of all the frames: nearly always those of the one day there is, which need no second reading */
async function linesByDay(
  services: Services,
  frames: readonly SpooledFrame[],
  lines: EncodedLines,
): Promise<Map<number, EncodedLines>> {
  const days = new Map<number, EncodedLines>();
  for (const day of new Set(frames.map(dayOf))) {
    const ofDay = frames.filter((frame) => dayOf(frame) === day);
    const readOfDay = async () =>
      (await readBatch(ofDay, { watched: new Set(), exclusions: await exclusionsOf(services, ofDay) })).lines;
    days.set(day, ofDay.length === frames.length ? lines : await readOfDay());
  }
  return days;
}

const dayOf = (frame: FrameTicket) => Math.floor(frame.receivedAtMs / 86_400_000);

/** A tail is a courtesy: not knowing who watches must not keep lines from being stored. */
export async function watchedResources(
  { stores, log }: Services,
  frames: readonly FrameTicket[],
): Promise<Set<string>> {
  try {
    return await stores.tail.watched([...new Set(frames.map((frame) => frame.resourceId))]);
  } catch (error) {
    log.warn({ err: error }, "tail not told");
    return new Set();
  }
}

/** Batch and books in one transaction: a replay finds the batch and changes nothing. */
async function bookBatch(
  { stores }: Services,
  token: string,
  { books, excluded, redacted }: Pick<ReadBatch, "books" | "excluded" | "redacted">,
): Promise<void> {
  await stores.pg.transaction(async (tx) => {
    if (!(await ledger.claimBatch(tx, token))) return;
    await ledger.add(tx, books);
    await exclusionHours.add(tx, excluded);
    await redactionHours.add(tx, redacted);
  });
}
