import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeMessage, type LogMessage } from "../../sandbox/logplex/message.ts";
import { restartLines } from "../../sandbox/traffic/dyno-lines.ts";
import { TrafficGenerator } from "../../sandbox/traffic/generator.ts";
import { meanBytes } from "../../sandbox/traffic/history.ts";
import { Random } from "../../sandbox/traffic/random.ts";
import { newStage } from "../../sandbox/traffic/stage.ts";

const startMs = Date.UTC(2026, 2, 4, 9, 15, 0);
const app = { name: "harbor-quay", numericId: 40_213_377, host: "harbor-quay-3f2a91.example.net" };

function play(seed: number, seconds: number, linesPerSecond: number): LogMessage[] {
  const random = new Random(seed);
  return new TrafficGenerator(newStage(app, random), random, startMs).linesUntil(
    startMs + seconds * 1000,
    linesPerSecond,
  );
}

test("the stated length is the real length of every message, whatever its text", () => {
  const message = fc.record({
    priority: fc.integer({ min: 0, max: 191 }),
    time: fc.constant("2026-03-04T09:15:00.000000+00:00"),
    source: fc.constantFrom("app", "heroku"),
    process: fc.constantFrom("web.1", "router"),
    text: fc.string({ unit: "binary" }),
  });
  fc.assert(
    fc.property(message, (each) => {
      const encoded = encodeMessage(each);
      const space = encoded.indexOf(" ");
      expect(Number(encoded.subarray(0, space).toString())).toBe(encoded.length - space - 1);
    }),
  );
});

test("the same seed writes the same lines, another seed others", () => {
  expect(play(7, 30, 20)).toEqual(play(7, 30, 20));
  expect(play(7, 30, 20)).not.toEqual(play(8, 30, 20));
});

test("lines are about as long and as many as asked, in time order", () => {
  const lines = play(1, 600, 20);
  expect(lines.length).toBeGreaterThan(12_000);
  expect(lines.length).toBeLessThan(12_600);
  expect(meanBytes(lines)).toBeGreaterThan(180);
  expect(meanBytes(lines)).toBeLessThan(230);
  expect(lines.map((line) => line.time)).toEqual(lines.map((line) => line.time).sort());
});

test("every kind of line appears: router, JSON, logfmt, plain, coloured, stack traces, dyno, metrics, postgres, redis, scheduler", () => {
  const text = play(3, 1_300, 20).map((line) => `${line.source} ${line.process} ${line.text}`);
  const kinds = [
    /^heroku router at=info method=GET path="\/.*" host=harbor-quay-3f2a91\.example\.net request_id=[0-9a-f-]{36} fwd="[\d.,]+" dyno=web\.\d connect=\dms service=\d+ms status=\d+ bytes=\d+ protocol=http1\.1 tls=true/,
    /^heroku router at=error code=H12 desc="Request timeout".* service=30000ms status=503 bytes=0/,
    /^app web\.\d \{"level":"info","msg":"request done"/,
    /^app web\.\d level=debug msg="cache /,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal are what is looked for
    /^app web\.\d {3}\u001b\[1;36mShipment Load/,
    /^app worker\.1 ✓ job \d+ done in \d+ ms\n$/,
    /^app web\.\d {5}at placeOrder|^app web\.\d {5}at async placeOrder/,
    /^heroku web\.1 source=web\.1 dyno=heroku\.40213377\.[0-9a-f-]{36} sample#memory_total=/,
    /^app heroku-postgres source=DATABASE addon=/,
    /^app heroku-redis source=REDIS addon=/,
    /^heroku scheduler\.\d+ Starting process with command/,
  ];
  for (const kind of kinds)
    expect(
      text.some((line) => kind.test(line)),
      String(kind),
    ).toBe(true);
});

test("what a dyno writes for one request is in the order it was written: a stack trace below its error", () => {
  const random = new Random(4);
  const stage = { ...newStage(app, random), isFailing: true };
  const lines = new TrafficGenerator(stage, random, startMs).linesUntil(startMs + 180_000, 2);
  const traces = lines.flatMap((line, index) =>
    line.text.includes('"msg":"request failed"')
      ? [
          lines
            .slice(index)
            .filter((each) => each.process === line.process && each.source === "app")
            .slice(0, 6),
        ]
      : [],
  );
  expect(traces.length).toBeGreaterThan(5);
  for (const [log, ...stack] of traces) {
    const name = (JSON.parse(log?.text ?? "") as { error: string }).error;
    expect(stack.map((line) => line.text.trim().split(/[ :]/).slice(0, 3).join(" "))).toEqual([
      expect.stringMatching(`^${name}`),
      "at priceOf (/app/dist/pricing.js",
      "at async placeOrder",
      "at async Layer.handle",
      "at async /app/dist/http/server.js",
    ]);
  }
});

test("a restart takes every dyno down and up again, in its own time", () => {
  const random = new Random(1);
  const lines = restartLines(startMs, random, newStage(app, random));
  for (const dyno of ["web.1", "web.2", "web.3", "worker.1"]) {
    const own = lines.filter((line) => line.process === dyno).map((line) => line.text.trim());
    expect(own.at(0)).toBe("Restarting");
    expect(own.at(-1)).toBe("State changed from starting to up");
  }
  expect(Date.parse(lines.at(-1)?.time ?? "")).toBeGreaterThan(startMs + 8_000);
});

test("an app's lines share the request id of their router line", () => {
  const lines = play(5, 20, 20);
  const ids = lines.filter((line) => line.process === "router").map((line) => /request_id=(\S+)/.exec(line.text)?.[1]);
  const shared = lines.filter((line) => line.source === "app" && ids.some((id) => id && line.text.includes(id)));
  expect(shared.length).toBeGreaterThan(50);
});

test("no line names a real host or a routable address", () => {
  const addresses = play(9, 60, 50).flatMap((line) => line.text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? []);
  expect(addresses.filter((address) => !/^(203\.0\.113|198\.51\.100|192\.0\.2)\./.test(address))).toEqual([]);
});
