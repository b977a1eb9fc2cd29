import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Request, Response } from "express";
import type { PagesEnd } from "../../domain/logs/read-pages.ts";
import { ctxOf } from "../auth/api-context.ts";

/** A file of rows. `rows` names what the trailer counts: `Lines`, `Changes`. */
export interface PagesFile<Row> {
  rows: string;
  /** Of the file itself, not packed. */
  type: string;
  /** Ends the file's name, `ndjson`. */
  extension: string;
  header: string;
  write: (row: Row) => string;
  limit: number;
  isGzip: boolean;
  headers?: Record<string, string>;
}

/**
 * Sends pages as a file, written as fast as the client reads. How it ended stands in the HTTP trailers
 * `Draintrail-<rows>` and `Draintrail-Complete`, where the answer can have any; an answer that is cut short has no sound
 * end. HEAD gets the headers, and no row is read for it.
 */
export async function sendPages<Row>(
  req: Request,
  res: Response,
  pages: AsyncGenerator<Row[], PagesEnd, undefined>,
  file: PagesFile<Row>,
): Promise<void> {
  const isGzipTransfer = !file.isGzip && acceptsGzip(req);
  const counter = `Draintrail-${file.rows}`;
  // They come behind chunks, and HTTP/1.0 has none: node throws where they are promised all the same.
  const hasTrailers = req.method !== "HEAD" && res.useChunkedEncodingByDefault;
  res.writeHead(200, {
    "Content-Type": file.isGzip ? "application/gzip" : file.type,
    "Content-Disposition": `attachment; filename="draintrail-${fileTime(ctxOf(res).clock.now())}.${file.extension}${file.isGzip ? ".gz" : ""}"`,
    ...(isGzipTransfer ? { "Content-Encoding": "gzip" } : {}),
    Vary: "Accept-Encoding",
    "Cache-Control": "no-store",
    "Draintrail-Limit": String(file.limit),
    ...file.headers,
    ...(hasTrailers ? { Trailer: `${counter}, Draintrail-Complete` } : {}),
  });
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  let end: PagesEnd = { rows: 0, isComplete: false };
  const source = Readable.from(
    (async function* () {
      if (file.header !== "") yield file.header;
      for (;;) {
        const page = await pages.next();
        if (page.done) {
          end = page.value;
          return;
        }
        yield page.value.map(file.write).join("");
      }
    })(),
    { objectMode: true, highWaterMark: 1 }, // one page ahead, not sixteen
  );
  if (file.isGzip || isGzipTransfer) await pipeline(source, createGzip(), res, { end: false });
  else await pipeline(source, res, { end: false });
  if (hasTrailers) res.addTrailers({ [counter]: String(end.rows), "Draintrail-Complete": String(end.isComplete) });
  res.end();
}

/** A client that names gzip; `*` alone does not say that it can unpack. */
function acceptsGzip(req: Request): boolean {
  return (req.get("accept-encoding") ?? "")
    .split(",")
    .map((each) => each.trim().toLowerCase().replaceAll(" ", ""))
    .some((each) => each.split(";")[0] === "gzip" && !/;q=0(\.0*)?$/.test(each));
}

/** `20260304T091502Z`: sorts, and is allowed in a file name everywhere. */
function fileTime(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}
