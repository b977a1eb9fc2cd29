import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { splitFrame } from "../../app/domain/logs/frame.ts";
import { readFrame } from "../../app/domain/logs/read-frame.ts";
import { makeFrames, meanLineBytes, stampFrame } from "../../bench/corpus/frames.ts";

const hashOf = (frames: readonly { body: Buffer }[]) => {
  const hash = createHash("sha256");
  for (const frame of frames) hash.update(frame.body);
  return hash.digest("hex");
};

describe("the benchmark's corpus", () => {
  const frames = makeFrames({ apps: 20, frames: 200, linesPerFrame: 277 });

  it("is the same bytes at every run, and others with another seed", () => {
    expect(hashOf(makeFrames({ apps: 20, frames: 200, linesPerFrame: 277 }))).toBe(hashOf(frames));
    expect(hashOf(makeFrames({ apps: 20, frames: 200, linesPerFrame: 277, seed: 2 }))).not.toBe(hashOf(frames));
  });

  it("has the mean line length its figures are quoted for", () => {
    const mean = meanLineBytes(frames);
    expect(mean).toBeGreaterThan(190);
    expect(mean).toBeLessThan(225);
  });

  it("has a tail of long lines, none longer than Logplex sends", () => {
    const lengths = frames.flatMap(({ body }) => {
      const { offsets, lineCount } = splitFrame(body);
      return Array.from({ length: lineCount }, (_, i) => (offsets[2 * i + 1] as number) - (offsets[2 * i] as number));
    });
    const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
    expect(longest).toBeGreaterThan(8_000);
    expect(longest).toBeLessThanOrEqual(10_240);
  });

  it("is sound frames whose every line the service can read, of every kind", () => {
    const read = frames.map(({ body }) => readFrame(body, { receivedAtMs: Date.UTC(2026, 2, 4) }));
    expect(read.every((frame) => frame.badTailBytes === 0 && frame.rawMessages === 0)).toBe(true);
    expect(read.every((frame) => frame.lines.length === 277)).toBe(true);
    const kinds = new Set(read.flatMap((frame) => frame.lines.map((line) => line.kind)));
    for (const kind of ["router", "app", "dyno", "metrics", "api"]) expect(kinds).toContain(kind);
  });

  it("gives each of 1,000 apps a frame of its own", () => {
    const many = makeFrames({ apps: 1_000, frames: 1_000, linesPerFrame: 10 });
    expect(new Set(many.map((frame) => frame.app)).size).toBe(1_000);
    expect(new Set(many.map((frame) => hashOf([frame]))).size).toBe(1_000);
  });

  it("is stamped in place: current times in order, nothing else changed", () => {
    const [frame] = makeFrames({ apps: 1, frames: 1, linesPerFrame: 277 });
    const [before] = makeFrames({ apps: 1, frames: 1, linesPerFrame: 277 });
    if (!frame || !before) throw new Error("no frame");
    const nowMs = Date.UTC(2026, 5, 7, 8, 9, 10, 123);
    stampFrame(frame, nowMs);
    const read = readFrame(frame.body, { receivedAtMs: nowMs });
    const old = readFrame(before.body, { receivedAtMs: nowMs });
    expect(read.lines.at(-1)?.timestampMicros).toBe(nowMs * 1000);
    const times = read.lines.map((line) => line.timestampMicros);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect((times[0] as number) / 1000).toBeGreaterThan(nowMs - 201);
    expect(read.lines.map((line) => line.message)).toEqual(old.lines.map((line) => line.message));
  });
});
