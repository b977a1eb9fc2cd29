import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENTRY_BYTES_MAX, EntrySplitter } from "../../../app/domain/audit/entry-splitter.ts";
import { readArchive } from "../../../app/domain/audit/read-archive.ts";
import { UnreadableArchiveError } from "../../../app/domain/audit/unreadable-archive-error.ts";

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(gz: Buffer, chunkBytes = 64 * 1024) {
  const events: unknown[] = [];
  let unreadable = 0;
  for await (const some of readArchive(inChunks(gz, chunkBytes))) {
    for (const event of some) {
      if (event === null) unreadable++;
      else events.push(event.event);
    }
  }
  return { events, unreadable };
}

const readJson = (json: string) => read(gzipSync(json));

/** Cuts the JSON itself, not its gzip, at every `size` bytes. */
function split(json: string, size: number): unknown[] {
  const splitter = new EntrySplitter();
  const bytes = Buffer.from(json);
  const entries: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size)
    for (const entry of splitter.push(bytes.subarray(at, at + size))) entries.push(JSON.parse(String(entry)));
  splitter.end();
  return entries;
}

const anyObject = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 3 }));

describe("the events of an archive", () => {
  it("are those of the member `entries`, whatever stands beside it", async () => {
    const json = `{"version":[{"entries":[0]},"]}\\""], "n": -1.5e3, "ok":true,"entries":[{"id":"a"}, {"id":"b"}] ,"x":{"y":"}"}}`;
    expect(await readJson(json)).toEqual({ events: [{ id: "a" }, { id: "b" }], unreadable: 0 });
  });

  it("are found behind a member whose name holds an escaped quote", () => {
    const json = JSON.stringify({ 'x":[0],"entries': 0, entries: [{ id: "a" }] });
    for (const size of [1, 3, 1000]) expect(split(json, size)).toEqual([{ id: "a" }]);
  });

  it("are those of a bare list", async () => {
    expect(await readJson(' [ {"id":"a"} , {"id":"b"} ]\n')).toEqual({
      events: [{ id: "a" }, { id: "b" }],
      unreadable: 0,
    });
  });

  it("may be none", async () => {
    expect(await readJson("[]")).toEqual({ events: [], unreadable: 0 });
    expect(await readJson('{"entries":[]}')).toEqual({ events: [], unreadable: 0 });
  });

  it("are read around entries that are broken, no objects or too large", async () => {
    const large = `{"id":"${"x".repeat(ENTRY_BYTES_MAX)}"}`;
    const json = `{"entries":[{"id":"a"},{"id":},null,7,"text",[{}],${large},{"id":"b"}]}`;
    expect(await readJson(json)).toEqual({ events: [{ id: "a" }, { id: "b" }], unreadable: 6 });
  });

  it("are the same however the JSON is cut", () => {
    fc.assert(
      fc.property(
        fc.array(anyObject, { maxLength: 8 }),
        anyObject,
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(undefined, 1),
        (events, others, isBare, size, indent) => {
          const { entries: _entries, ...beside } = others;
          const json = JSON.stringify(isBare ? events : { ...beside, entries: events }, null, indent);
          expect(split(json, size)).toEqual(JSON.parse(JSON.stringify(events)));
        },
      ),
    );
  });

  it("are the same however the gzip is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyObject, { maxLength: 5 }), fc.integer({ min: 1, max: 50 }), async (events, size) => {
        const gz = gzipSync(JSON.stringify({ entries: events }));
        expect((await read(gz, size)).events).toEqual(JSON.parse(JSON.stringify(events)));
      }),
      { numRuns: 50 },
    );
  });
});

describe("what is no archive", () => {
  it.each([
    ["nothing", ""],
    ["a word", "true"],
    ["an object without entries", '{"id":"not_found","message":"x"}'],
    ["entries that are no list", '{"entries":{"id":"a"}}'],
    ["a list that does not end", '[{"id":"a"},'],
    ["an object that does not end", '{"entries":[{"id":"a"}]'],
    ["an entry that does not end", '[{"id":"a'],
    ["two lists", '[{"id":"a"}][]'],
    ["a page of HTML", "<html></html>"],
    ["members without names", "{7:[]}"],
  ])("is refused: %s", async (_name, json) => {
    await expect(readJson(json)).rejects.toThrow(UnreadableArchiveError);
  });

  it("is refused: bytes that are no gzip", async () => {
    await expect(read(Buffer.from('[{"id":"a"}]'))).rejects.toThrow(UnreadableArchiveError);
  });

  it("is refused: gzip that was cut", async () => {
    const gz = gzipSync(JSON.stringify(Array.from({ length: 500 }, (_, id) => ({ id }))));
    await expect(read(gz.subarray(0, gz.length - 9))).rejects.toThrow(UnreadableArchiveError);
  });

  it("is told from a source that fails", async () => {
    const failing = (async function* () {
      yield gzipSync("[{}]").subarray(0, 10);
      throw new Error("the disk is gone");
    })();
    await expect(
      (async () => {
        for await (const _part of readArchive(failing));
      })(),
    ).rejects.toThrow("the disk is gone");
  });

  it("gives an end to any bytes: events or the one error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, isPacked) => {
        const gz = isPacked ? gzipSync(bytes) : Buffer.from(bytes);
        await read(gz, 7).catch((error: unknown) => {
          if (!(error instanceof UnreadableArchiveError)) throw error;
        });
      }),
    );
  });

  it("gives an end to any text of JSON's own characters", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'{}[],:"\\ a1'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (chars, size) => {
          const splitter = new EntrySplitter();
          const bytes = Buffer.from(chars.join(""));
          try {
            for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
            splitter.end();
          } catch (error) {
            if (!(error instanceof UnreadableArchiveError)) throw error;
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
