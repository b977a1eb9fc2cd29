import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchReader, createBatchReader } from "../../../app/domain/logs/batch-reader.ts";
import { NO_EXCLUSIONS } from "../../../app/domain/logs/known-exclusions.ts";
import { type BatchFrame, type KnownOfFrames, openBatch, readBatch } from "../../../app/domain/logs/read-batch.ts";
import { frameOf, newFrameId, syslogLine } from "../../support/frames.ts";

// Node starts threads from JavaScript only: this is the compiled reader, as production runs it.
const compiled = fileURLToPath(new URL("../../../dist/app/domain/logs/batch-reader.js", import.meta.url));

let reader: BatchReader;
beforeAll(async () => {
  const module = (await import(compiled)) as { createBatchReader: typeof createBatchReader };
  reader = module.createBatchReader();
});
afterAll(() => reader.close());

let seq = 0;
const frame = (texts: string[], changes: Partial<BatchFrame> = {}): BatchFrame => ({
  drainId: randomUUID(),
  resourceId: randomUUID(),
  frameKey: newFrameId(),
  msgCount: texts.length,
  isOverQuota: false,
  retentionDays: 14,
  hasStructuredData: false,
  declaredDropped: 0,
  exclusionSet: null,
  redacted: null,
  receivedAtMs: Date.parse("2026-03-04T09:15:02.118Z"),
  frameSeq: seq++,
  body: Buffer.from(frameOf(texts.map((text) => syslogLine(text)))),
  ...changes,
});
const nothing: KnownOfFrames = { watched: new Set(), exclusions: NO_EXCLUSIONS };
const read = (frames: BatchFrame[], known = nothing) => {
  const batch = reader.open();
  batch.add(frames, known);
  return batch.finish();
};
const bytes = (parts: readonly Uint8Array[]) => Buffer.concat(parts).toString("hex");

describe("the parsing thread", () => {
  it("reads the very bytes, books and tailed lines that the caller's own thread would", async () => {
    const tailed = frame(["at=info status=200", "✓ done", '{"level":"error","a":{"b":1}}']);
    const frames = [
      frame(["one", "two"]),
      tailed,
      frame(["x"], { isOverQuota: true, msgCount: 9, declaredDropped: 4 }),
      frame(["left out", "kept"], { exclusionSet: 7 }),
    ];
    const filters = [{ id: randomUUID(), query: '"left out"' }];
    const known = {
      watched: new Set([tailed.resourceId]),
      exclusions: new Map([[7, { id: 7, filters, apps: {} }]]),
    };
    for (let again = 0; again < 3; again++) {
      const [inThread, here] = [await read(frames, known), await readBatch(frames, known)];
      expect(bytes(inThread.lines.parts)).toBe(bytes(here.lines.parts));
      expect({ ...inThread.lines, parts: [] }).toEqual({ ...here.lines, parts: [] });
      expect(inThread.books).toEqual(here.books);
      expect(inThread.excluded).toEqual(here.excluded);
      expect(inThread.excluded).toMatchObject([{ exclusionId: filters[0]?.id, lines: 1 }]);
      expect(inThread.watchedLines).toEqual(here.watchedLines);
      expect(inThread.watchedLines).toHaveLength(3);
    }
  });

  it("reads frames that come some at a time as if they had come at once, and forgets a batch that was not finished", async () => {
    const frames = [frame(["one", "two"]), frame(["three"]), frame(["four"])];
    const given = reader.open();
    given.add([frame(["never finished"])], nothing);
    const batch = reader.open();
    for (const each of frames) batch.add([each], nothing);
    const { lines, books } = await batch.finish();
    const here = openBatch();
    for (const each of frames) await here.add([each], nothing);
    const expected = here.finish();
    expect(lines.rows).toBe(4);
    expect(bytes(lines.parts)).toBe(bytes(expected.lines.parts));
    expect(books).toEqual(expected.books);
  });

  it("that dies over a batch fails that batch, and the next one has a new thread", async () => {
    await expect(read([frame(["x"], { resourceId: "no uuid" })])).rejects.toThrow("not a uuid");
    const { lines } = await read([frame(["x", "y"])]);
    expect(lines.rows).toBe(2);
  });
});
