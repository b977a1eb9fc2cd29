import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { objectIn } from "../changes/json-values.ts";
import { EntrySplitter } from "./entry-splitter.ts";
import { UnreadableArchiveError } from "./unreadable-archive-error.ts";

export interface ArchiveEvent {
  /** As Heroku wrote it: an object, with any members. */
  event: object;
  /** The very text it was read from. */
  json: string;
}

/** A gigabyte of archive is about ten of JSON; past this it is a bomb. */
const JSON_BYTES_MAX = 32 * 1024 ** 3;
/** Unpacked at a time: large enough that an entry seldom lies across two pieces, small beside everything else. */
const PIECE_BYTES = 256 * 1024;

/**
 * Reads an archive's events as they come, in the file's own order (which is not by time). Memory does not grow with the
 * file: a few pieces and one entry. What ends in one piece comes together, to be read before the next is asked for; null stands for an
 * entry that is broken, no object, or too large.
 *
 * @param gz   the bytes of the `.json.gz`; rejects when they are not read to their end
 * @throws UnreadableArchiveError when it is no gzip, no JSON, has no entries, or ends early; nothing else but what
 *   reading `gz` itself throws
 */
export async function* readArchive(
  gz: AsyncIterable<Uint8Array>,
): AsyncGenerator<Iterable<ArchiveEvent | null>, void, undefined> {
  const splitter = new EntrySplitter();
  let jsonBytes = 0;
  for await (const piece of unpack(gz)) {
    jsonBytes += piece.length;
    if (jsonBytes > JSON_BYTES_MAX) throw new UnreadableArchiveError(`it unpacks to more than ${JSON_BYTES_MAX} bytes`);
    yield parseEntries(splitter.push(piece));
  }
  splitter.end();
}

/** One after the other, as they are asked for: hundreds that live together cost as much to collect as to parse. */
function* parseEntries(entries: readonly (Buffer | null)[]): Generator<ArchiveEvent | null, void, undefined> {
  for (const entry of entries) {
    const json = entry === null ? "" : entry.toString("utf8");
    const event = parseEntry(json);
    yield event && { event, json };
  }
}

/** @returns null for what is no JSON, or no object */
export function parseEntry(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return objectIn(value) === value ? (value as object) : null;
  } catch {
    return null;
  }
}

/** What went wrong in the source is told from what is wrong with its bytes. */
async function* unpack(gz: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let sourceError: unknown = null;
  const source = Readable.from(
    (async function* () {
      try {
        yield* gz;
      } catch (error) {
        sourceError = error ?? new Error("the archive's bytes could not be read");
        throw sourceError;
      }
    })(),
    { objectMode: false },
  );
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  // The pipeline tells its end to `gunzip`, whose reader is the loop below.
  const piped = pipeline(source, gunzip).catch(() => {});
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } catch (error) {
    if (sourceError !== null) throw sourceError;
    if (isZlibError(error)) throw new UnreadableArchiveError("it is not whole gzip", { cause: error });
    throw error;
  } finally {
    gunzip.destroy();
    await piped;
  }
}

function isZlibError(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code).startsWith("Z_");
}
