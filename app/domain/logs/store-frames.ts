import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Services } from "../../context.ts";
import { LineBlock } from "../../stores/clickhouse/line-block.ts";
import { insertLines, isStored } from "../../stores/clickhouse/log-lines.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import type { FrameConsumer, SpoolEntry } from "../../stores/redis/frame-stream.ts";
import { storeLineChanges } from "../changes/store-line-changes.ts";
import { type PublishedLine, publishLines } from "./publish-lines.ts";
import { readFrame } from "./read-frame.ts";
import { isKeptOverQuota } from "./shed.ts";

/*
 * One batch, from spool to stored:
 *
 *   SEALED (pending for us) -> PARSED -> INSERTED (ClickHouse, token; then its changes, by their ids)
 *     -> BOOKED (Postgres, token) -> PUBLISHED -> ACKNOWLEDGED
 *
 * A crash before ACKNOWLEDGED leaves the same entries pending, which give the same lines and the same token:
 * INSERTED and BOOKED absorb the token's second coming, so lines are stored and counted exactly once.
 * Parsing must therefore depend on nothing but the entries (no clock, no settings, no cache): quota and retention were
 * decided at the door and travel with the entry. PUBLISHED may happen twice, or to nobody; a tail drops repeats by line id.
 */

/**
 * Stores one batch and lets go of it. Rejects when a store is away: the batch stays pending and is tried again whole.
 *
 * @param options.isReplay whether it may have been stored before; costs a look-up
 * @param options.parsed what these very entries were parsed into already
 */
export async function storeBatch(
  services: Services,
  consumer: FrameConsumer,
  entries: readonly SpoolEntry[],
  options: { isReplay: boolean; parsed?: ParsedBatch } = { isReplay: false },
): Promise<void> {
  if (entries.length === 0) return;
  const { stores, metrics, log } = services;
  const startedAtMs = performance.now();
  const token = batchToken(entries);
  const { block, books, watchedLines, apiLines } = options.parsed ?? (await parseBatch(services, entries));
  if (block.rows > 0) await insertLines(stores.clickhouse, block, token);
  if (options.isReplay) await insertLost(services, entries, token);
  await storeLineChanges(services, apiLines);
  await bookBatch(services, token, books);
  await publishLines(services, watchedLines).catch((error: unknown) => log.warn({ err: error }, "tail not told"));
  await consumer.acknowledge(entries);
  metrics.linesStored.inc(block.rows);
  metrics.batchLines.observe(block.rows);
  metrics.batchSeconds.observe((performance.now() - startedAtMs) / 1000);
}

/**
 * Parses entries into a block and books. It may be done ahead, before they are sealed, while the batch before them is
 * stored: what comes out depends on the entries alone, so it holds for as long as the sealed batch is made of these.
 *
 * @param block filled; the caller's, empty
 */
export async function parseBatch(
  services: Services,
  entries: readonly SpoolEntry[],
  block = new LineBlock(),
): Promise<ParsedBatch> {
  return readBatch(entries, await watchedResources(services, entries), block);
}

/** The batch's name: the same set of spool entries, in whatever order they were read, is the same batch. */
export function batchToken(entries: readonly SpoolEntry[]): string {
  const ids = entries.map((entry) => `${entry.shard}:${entry.id}`).sort();
  return createHash("sha256").update(ids.join("\n")).digest("hex");
}

/** A crash of ClickHouse itself can keep the token and lose the rows, day by day: those go in under another token. */
async function insertLost({ stores }: Services, entries: readonly SpoolEntry[], token: string): Promise<void> {
  for (const day of new Set(entries.map(dayOf))) {
    const ofDay = entries.filter((entry) => dayOf(entry) === day);
    const { block } = await readBatch(ofDay, new Set(), new LineBlock());
    for (let again = 1; !(await isStored(stores.clickhouse, block)); again++)
      await insertLines(stores.clickhouse, block, `${token}:${day}:${again}`);
  }
}

const dayOf = (entry: SpoolEntry) => Math.floor(entry.receivedAtMs / 86_400_000);

/** A tail is a courtesy: not knowing who watches must not keep lines from being stored. */
async function watchedResources({ stores, log }: Services, entries: readonly SpoolEntry[]): Promise<Set<string>> {
  try {
    return await stores.tail.watched([...new Set(entries.map((entry) => entry.resourceId))]);
  } catch (error) {
    log.warn({ err: error }, "tail not told");
    return new Set();
  }
}

export interface ParsedBatch {
  block: LineBlock;
  books: ledger.LedgerEntry[];
  /** The lines somebody is tailing; all others exist in the block only. */
  watchedLines: PublishedLine[];
  /** What Heroku's API wrote: changes. */
  apiLines: PublishedLine[];
}

/**
 * Parsing a full batch takes a fifth of a second. Where web and worker share a process, frames at the door must not wait
 * for that, so the parser steps aside every few milliseconds.
 */
const PARSE_SLICE_MS = 5;

async function readBatch(
  entries: readonly SpoolEntry[],
  watched: ReadonlySet<string>,
  block: LineBlock,
): Promise<ParsedBatch> {
  const books = new Map<string, ledger.LedgerEntry>();
  const watchedLines: PublishedLine[] = [];
  const apiLines: PublishedLine[] = [];
  let sliceStartedAtMs = performance.now();
  // In one order, so that a replay builds the same rows in the same places; and nearly in the table's, which spares
  // ClickHouse a tenth of an insert.
  for (const entry of [...entries].sort(byPlaceInTable)) {
    if (performance.now() - sliceStartedAtMs > PARSE_SLICE_MS) {
      await setImmediate();
      sliceStartedAtMs = performance.now();
    }
    const frame = readFrame(entry.body, {
      receivedAtMs: entry.receivedAtMs,
      structuredData: entry.hasStructuredData,
    });
    const book = bookOf(books, entry);
    book.frames++;
    book.bytes += entry.body.length;
    book.received += frame.lines.length;
    // A sender that declares its loss in a header writes it as a line of the same frame, too: the loss is counted once.
    book.upstreamDropped += Math.max(frame.upstreamDropped, entry.declaredDropped);
    if (entry.msgCount !== null && entry.msgCount !== frame.lines.length) book.countMismatches++;
    frame.lines.forEach((line, lineIndex) => {
      if (entry.isOverQuota && !isKeptOverQuota(line, lineIndex)) {
        book.shed++;
        return;
      }
      book.stored++;
      block.add(line, entry, lineIndex);
      if (watched.has(entry.resourceId)) watchedLines.push({ line, origin: entry, lineIndex });
      if (line.kind === "api") apiLines.push({ line, origin: entry, lineIndex });
    });
  }
  return { block, books: [...books.values()], watchedLines, apiLines };
}

function byPlaceInTable(a: SpoolEntry, b: SpoolEntry): number {
  if (a.resourceId !== b.resourceId) return a.resourceId < b.resourceId ? -1 : 1;
  return a.receivedAtMs - b.receivedAtMs || a.frameSeq - b.frameSeq;
}

function bookOf(books: Map<string, ledger.LedgerEntry>, entry: SpoolEntry): ledger.LedgerEntry {
  const hour = ledger.startOfHour(new Date(entry.receivedAtMs));
  const key = `${entry.resourceId} ${hour.getTime()}`;
  const book = books.get(key) ?? ledger.emptyEntry(entry.resourceId, hour);
  books.set(key, book);
  return book;
}

/** Batch and books in one transaction: a replay finds the batch and changes nothing. */
async function bookBatch({ stores }: Services, token: string, books: readonly ledger.LedgerEntry[]): Promise<void> {
  await stores.pg.transaction(async (tx) => {
    if (await ledger.claimBatch(tx, token)) await ledger.add(tx, books);
  });
}
