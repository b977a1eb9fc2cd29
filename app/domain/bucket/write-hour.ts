import { createHash } from "node:crypto";
import { createWriteStream, openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Services } from "../../context.ts";
import type { Line } from "../../contract/line.ts";
import { selectTold } from "../../stores/clickhouse/changes/told-changes.ts";
import {
  countReceivedByMinute,
  type ReceivedPosition,
  selectReceived,
} from "../../stores/clickhouse/received-lines.ts";
import { toToldAnswer } from "../changes/change-view.ts";
import { compileChangeQuery } from "../changes/compile-change-query.ts";
import { compileQuery } from "../logs/compile-query.ts";
import { toLine } from "../logs/line-view.ts";

/** A gzip file of JSON, a row a line. */
export interface HourFile {
  rows: number;
  /** Of the file. */
  bytes: number;
  sha256: string;
  body: Blob;
}

export interface HourFiles {
  lines: HourFile;
  /** Messages that the lines are: some that came without a header are one line together. */
  messages: number;
  changes: HourFile;
  remove(): Promise<void>;
}

/** Lines held at a time: about 4 MB of objects. */
const PAGE_ROWS = 2_000;
/** Lines are looked for by when they came, so each page looks at all of its range: a minute bounds that. */
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * An hour's lines, by when they were received, and what sources told of changes meanwhile, in the order in which they came: the same
 * files each time, unless something came for the hour meanwhile.
 */
export async function writeHour(
  services: Pick<Services, "stores">,
  resourceId: string,
  hour: Date,
): Promise<HourFiles> {
  const dir = await mkdtemp(path.join(tmpdir(), "draintrail-hour-"));
  const remove = () => rm(dir, { recursive: true, force: true });
  try {
    let messages = 0;
    const lines = await writeFile(path.join(dir, "lines"), linesOf(services, resourceId, hour), (line) => {
      messages += messagesOf(line);
    });
    const changes = await writeFile(path.join(dir, "changes"), changesOf(services, resourceId, hour));
    return { lines, messages, changes, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function writeFile<Row>(
  file: string,
  rows: AsyncIterable<Row[]>,
  see: (row: Row) => void = () => {},
): Promise<HourFile> {
  const written = { rows: 0, bytes: 0 };
  const hash = createHash("sha256");
  const toText = async function* () {
    for await (const page of rows) {
      for (const row of page) see(row);
      written.rows += page.length;
      yield page.map((row) => `${JSON.stringify(row)}\n`).join("");
    }
  };
  const measure = async function* (parts: AsyncIterable<Buffer>) {
    for await (const part of parts) {
      written.bytes += part.length;
      hash.update(part);
      yield part;
    }
  };
  await pipeline(toText, createGzip(), measure, createWriteStream(file));
  return { ...written, sha256: hash.digest("hex"), body: await openAsBlob(file) };
}

async function* linesOf({ stores }: Pick<Services, "stores">, resourceId: string, hour: Date): AsyncGenerator<Line[]> {
  const { filter, apps } = await compileQuery({ stores, resourceId }, "");
  const range = { fromMs: hour.getTime(), toMs: hour.getTime() + HOUR_MS };
  const byMinute = await countReceivedByMinute(stores.clickhouse, resourceId, { ...range, filter });
  for (const minute of [...byMinute.keys()].sort((a, b) => a - b)) {
    const fromMs = minute * MINUTE_MS;
    let after: ReceivedPosition | null = null;
    for (;;) {
      const page = { fromMs, toMs: fromMs + MINUTE_MS, filter, limit: PAGE_ROWS, after };
      const rows = await selectReceived(stores.clickhouse, resourceId, page);
      if (rows.length > 0) yield rows.map((row) => toLine(row, apps));
      const last = rows.at(-1);
      if (rows.length < PAGE_ROWS || !last) break;
      after = { receivedMs: last.received_ms, frameSeq: last.frame_seq, lineIndex: last.line_index };
    }
  }
}

async function* changesOf({ stores }: Pick<Services, "stores">, resourceId: string, hour: Date) {
  const { drains } = await compileChangeQuery({ stores, resourceId }, "");
  const range = { fromMs: hour.getTime(), toMs: hour.getTime() + HOUR_MS };
  let after: Parameters<typeof selectTold>[3]["after"] = null;
  for (;;) {
    const rows = await selectTold(stores.clickhouse, resourceId, range, { limit: PAGE_ROWS, after });
    if (rows.length > 0) yield rows.map((row) => toToldAnswer(row, drains));
    const last = rows.at(-1);
    if (rows.length < PAGE_ROWS || !last) break;
    after = last;
  }
}

/** Only lines that no parser looked at say of how many messages they are. */
function messagesOf({ kind, fields }: Line): number {
  return kind === "other" && fields["parse.error"] === "header" ? Number(fields["parse.messages"] ?? 1) : 1;
}
