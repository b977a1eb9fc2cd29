import { expect, it } from "vitest";
import { freeBytes } from "../../app/lib/free-bytes.ts";

it("gives back the memory of bytes that have it for themselves", () => {
  const bytes = Buffer.allocUnsafeSlow(100_000).fill("x");
  const before = process.memoryUsage().arrayBuffers;
  freeBytes(bytes);
  expect(bytes.length).toBe(0);
  expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(before - 100_000);
});

it("leaves bytes whose memory others have, too", () => {
  const whole = Buffer.allocUnsafeSlow(100_000).fill("x");
  const slice = whole.subarray(0, 50_000);
  const pooled = Buffer.from("a short text");
  const shared = Buffer.from(new SharedArrayBuffer(100_000)).fill("x");
  for (const bytes of [slice, pooled, shared]) freeBytes(bytes);
  expect(slice.toString()).toBe("x".repeat(50_000));
  expect(whole.length).toBe(100_000);
  expect(pooled.toString()).toBe("a short text");
  expect(shared.toString()).toBe("x".repeat(100_000));
});

it("may be asked twice", () => {
  const bytes = Buffer.allocUnsafeSlow(10_000);
  freeBytes(bytes);
  freeBytes(bytes);
  expect(bytes.length).toBe(0);
});
