import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { NO_EXCLUSIONS } from "../../../app/domain/logs/known-exclusions.ts";
import { type BatchFrame, readBatch } from "../../../app/domain/logs/read-batch.ts";
import { batchToken } from "../../../app/domain/logs/store-frames.ts";
import { frameOf, syslogLine } from "../../support/frames.ts";

const AT_MS = Date.parse("2026-03-04T09:59:59.999Z");
const frame = (texts: readonly string[], changes: Partial<BatchFrame> = {}): BatchFrame => ({
  drainId: randomUUID(),
  resourceId: randomUUID(),
  frameKey: randomUUID(),
  msgCount: texts.length,
  isOverQuota: false,
  retentionDays: 14,
  hasStructuredData: false,
  declaredDropped: 0,
  exclusionSet: null,
  redacted: null,
  receivedAtMs: AT_MS,
  frameSeq: 0,
  body: frameOf(texts),
  ...changes,
});
const line = (text: string) => syslogLine(text, { at: new Date(AT_MS) });
const dropped = (count: number) =>
  syslogLine(`Error L10 (output buffer overflow): ${count} messages dropped since 2026-03-04T09:20:51+00:00.`, {
    app: "heroku",
    process: "logplex",
    pri: 172,
  });
const nothing = { watched: new Set<string>(), exclusions: NO_EXCLUSIONS };
const booksOf = async (...frames: BatchFrame[]) => (await readBatch(frames, nothing)).books;

describe("the books of a batch", () => {
  it("have a page for each resource and hour, and count frames, bytes and lines there", async () => {
    const [one, other] = [randomUUID(), randomUUID()].sort() as [string, string];
    const frames = [
      frame([line("a"), line("b")], { resourceId: one }),
      frame([line("c")], { resourceId: one, frameSeq: 1 }),
      frame([line("d")], { resourceId: one, receivedAtMs: AT_MS + 1 }),
      frame([line("e")], { resourceId: other }),
    ];
    const page = (resourceId: string, hour: string, of: BatchFrame[], lines: number) => ({
      resourceId,
      hour: new Date(hour),
      frames: of.length,
      bytes: of.reduce((sum, { body }) => sum + body.length, 0),
      received: lines,
      stored: lines,
    });
    const [nine, ten] = ["2026-03-04T09:00:00Z", "2026-03-04T10:00:00Z"];
    expect(await booksOf(...frames)).toMatchObject([
      page(one, nine, frames.slice(0, 2), 3),
      page(one, ten, frames.slice(2, 3), 1),
      page(other, nine, frames.slice(3), 1),
    ]);
  });

  it("balance: over quota each line is stored or shed, messages that are one line as many as they are", async () => {
    const raw = (count: number) => Array.from({ length: count }, () => "x");
    // Of a hundred raw lines every tenth is kept; the rest are one line, which is the hundred and first or the next.
    const [keptRun, shedRun] = [frame([...raw(130), line("a")]), frame([...raw(100), line("a"), ...raw(30)])];
    expect(await booksOf(keptRun)).toMatchObject([{ received: 131, stored: 131, shed: 0 }]);
    expect(await booksOf({ ...keptRun, isOverQuota: true })).toMatchObject([{ received: 131, stored: 40, shed: 91 }]);
    expect(await booksOf({ ...shedRun, isOverQuota: true })).toMatchObject([{ received: 131, stored: 11, shed: 120 }]);
  });

  it("have a loss once that is declared in a header and as a line, and the larger number of the two", async () => {
    for (const [inHeader, asLine] of [
      [4, 4],
      [4, 3],
      [3, 4],
    ] as const)
      expect(await booksOf(frame([dropped(asLine), line("a")], { declaredDropped: inHeader }))).toMatchObject([
        { upstreamDropped: 4, received: 2 },
      ]);
    const { resourceId } = frame([]);
    const two = [2, 5].map((count, frameSeq) => frame([dropped(count)], { resourceId, frameSeq }));
    expect(await booksOf(...two)).toMatchObject([{ upstreamDropped: 7 }]);
  });

  it("note a frame that has not as many lines as its sender says, and none that says nothing", async () => {
    const counts = [2, 3, null].map((msgCount) => frame([line("a"), line("b")], { msgCount }));
    const mismatches = (await Promise.all(counts.map((each) => booksOf(each)))).map(([book]) => book?.countMismatches);
    expect(mismatches).toEqual([0, 1, 0]);
  });
});

describe("lines that a filter of the customer excludes", () => {
  const filter = { id: randomUUID(), query: "status:403" };
  const exclusions = new Map([[1, { id: 1, filters: [filter], apps: {} }]]);
  const known = { watched: new Set<string>(), exclusions };

  it("are shed and not stored, counted by filter and hour, told to nobody, and use up no quota", async () => {
    const forbidden = [line("status=403 path=/a"), line("status=403 path=/bb")];
    const mine = frame([line("status=200"), ...forbidden], { exclusionSet: 1 });
    const later = frame([line("status=403")], { ...mine, exclusionSet: 1, receivedAtMs: AT_MS + 1, frameSeq: 1 });
    later.body = frameOf([line("status=403")]);
    const read = await readBatch([mine, later], { ...known, watched: new Set([mine.resourceId]) });
    expect(read.lines.rows).toBe(1);
    expect(read.watchedLines.map((each) => each.line.message)).toEqual(["status=200"]);
    const bytes = forbidden.reduce((sum, each) => sum + each.length, 0);
    expect(read.books).toMatchObject([
      { received: 3, stored: 1, shed: 2, excluded: 2, bytes: mine.body.length - bytes },
      { received: 1, stored: 0, shed: 1, excluded: 1 },
    ]);
    const { resourceId } = mine;
    expect(read.excluded).toMatchObject([
      { resourceId, exclusionId: filter.id, hour: new Date("2026-03-04T09:00:00Z"), lines: 2, bytes },
      { resourceId, exclusionId: filter.id, hour: new Date("2026-03-04T10:00:00Z"), lines: 1 },
    ]);
  });

  it("are those of frames that name the filter's set: the same lines of another frame, and of one whose set is gone, stay", async () => {
    const texts = [line("status=403")];
    const frames = [frame(texts), frame(texts, { exclusionSet: 2 })];
    expect((await readBatch(frames, known)).books).toMatchObject([
      { stored: 1, excluded: 0 },
      { stored: 1, excluded: 0 },
    ]);
  });

  it("are not counted as sampled over quota, and do not change which of the others are", async () => {
    const texts = Array.from({ length: 20 }, (_, i) => line(i % 2 === 0 ? "status=403" : `status=200 n=${i}`));
    const [book] = (await readBatch([frame(texts, { exclusionSet: 1, isOverQuota: true })], known)).books;
    expect(book).toMatchObject({ received: 20, excluded: 10, shed: 20, stored: 0 });
  });
});

describe("what is told of a batch", () => {
  it("is each line of a resource that is watched, none of another, and what Heroku's API wrote of both", async () => {
    const api = (text: string) => syslogLine(text, { process: "api", at: new Date(AT_MS) });
    const watched = frame([line("seen"), api("Release v2 created")]);
    const other = frame([line("unseen"), api("Release v3 created")]);
    const { watchedLines, apiLines, lines } = await readBatch([watched, other], {
      ...nothing,
      watched: new Set([watched.resourceId]),
    });
    expect(watchedLines.map((each) => [each.origin.resourceId, each.lineIndex, each.line.message])).toEqual([
      [watched.resourceId, 0, "seen"],
      [watched.resourceId, 1, "Release v2 created"],
    ]);
    expect(new Map(apiLines.map((each) => [each.origin.resourceId, each.line.message]))).toEqual(
      new Map([
        [watched.resourceId, "Release v2 created"],
        [other.resourceId, "Release v3 created"],
      ]),
    );
    expect(lines.rows).toBe(4);
  });
});

describe("a batch's name", () => {
  const entry = (shard: number, id: string) => ({ shard, id }) as Parameters<typeof batchToken>[0][number];

  it("is that of its set of entries, in whatever order and with however many frames they were read", () => {
    const [a, b] = [entry(0, "5-0"), entry(1, "4-0")];
    expect(batchToken([b, a, a])).toBe(batchToken([a, b]));
  });

  it("is another for an entry more, and for one of another stream", () => {
    const names = [[entry(0, "5-0")], [entry(1, "5-0")], [entry(0, "5-0"), entry(1, "5-0")], [entry(0, "5-1")]];
    expect(new Set(names.map(batchToken)).size).toBe(4);
  });
});
