import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Request, RequestHandler } from "express";
import type { Line } from "../../contract/line.ts";
import { CSV_HEADER, toCsvRecord } from "../../domain/logs/export-csv.ts";
import { type ExportEnd, exportLines } from "../../domain/logs/export-lines.ts";
import { ctxOf } from "../auth/api-context.ts";
import { abortOnLeave, exportParams, readParams } from "./params.ts";

const FORMATS = {
  ndjson: {
    type: "application/x-ndjson; charset=utf-8",
    header: "",
    write: (line: Line) => `${JSON.stringify(line)}\n`,
  },
  csv: { type: "text/csv; charset=utf-8; header=present", header: CSV_HEADER, write: toCsvRecord },
} as const;

/**
 * `GET /api/v1/logs/export`: a file of lines, oldest first, written as fast as the client reads. How it ended stands in
 * the HTTP trailers `Draintrail-Lines` and `Draintrail-Complete`; an answer that is cut short has no sound end.
 */
export const exportHandler: RequestHandler = async (req, res) => {
  const { format, gzip, cursor, ...params } = readParams(exportParams, req);
  const ctx = ctxOf(res);
  const pages = await exportLines(ctx, { ...params, cursor: cursor ?? null, signal: abortOnLeave(req) });
  const { type, header, write } = FORMATS[format];
  const isGzipFile = gzip === "1";
  const isGzipTransfer = !isGzipFile && acceptsGzip(req);
  res.writeHead(200, {
    "Content-Type": isGzipFile ? "application/gzip" : type,
    "Content-Disposition": `attachment; filename="draintrail-${fileTime(ctx.clock.now())}.${format}${isGzipFile ? ".gz" : ""}"`,
    ...(isGzipTransfer ? { "Content-Encoding": "gzip" } : {}),
    Vary: "Accept-Encoding",
    "Cache-Control": "no-store",
    "Draintrail-Limit": String(params.limit),
    Trailer: "Draintrail-Lines, Draintrail-Complete",
  });
  let end: ExportEnd = { lines: 0, isComplete: false };
  const source = Readable.from(
    (async function* () {
      if (header !== "") yield header;
      for (;;) {
        const page = await pages.next();
        if (page.done) {
          end = page.value;
          return;
        }
        yield page.value.map(write).join("");
      }
    })(),
    { objectMode: true, highWaterMark: 1 }, // one page ahead, not sixteen
  );
  if (isGzipFile || isGzipTransfer) await pipeline(source, createGzip(), res, { end: false });
  else await pipeline(source, res, { end: false });
  res.addTrailers({ "Draintrail-Lines": String(end.lines), "Draintrail-Complete": String(end.isComplete) });
  res.end();
};

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
