import { expect, it, vi } from "vitest";
import { type Api, CommandError, type Params } from "../../cli/api.ts";
import { exportLines } from "../../cli/commands/export.ts";

const line = (n: number) => ({ id: `id-${n}`, timestamp: `2026-03-04T09:15:0${n}.000000Z`, message: `line ${n}` });

it("asks for the next part when a part has as many lines as a part may have", async () => {
  const asked: Params[] = [];
  const parts = [[1, 2], [3, 4], []];
  const api: Api = {
    get: () => Promise.reject(new Error("not asked")),
    async open(path, params) {
      expect(path).toBe("/logs/export");
      asked.push(params);
      const lines = parts[asked.length - 1] ?? [];
      const body = lines.map((n) => `${JSON.stringify(line(n))}\n`).join("");
      return new Response(body, { headers: { "draintrail-limit": "2" } });
    },
  };
  let printed = "";
  const output = {
    out: () => {},
    note: () => {},
    outJson: async (lines: string) => {
      printed += lines;
    },
  };
  expect(await exportLines(api, output, { query: "x", from: "-1h" })).toBe(4);
  expect(printed).toBe([1, 2, 3, 4].map((n) => `${JSON.stringify(line(n))}\n`).join(""));
  const to = asked[0]?.to;
  expect(Math.abs(Date.parse(String(to)) - Date.now())).toBeLessThan(60_000);
  expect(asked).toEqual([
    { query: "x", from: "-1h", to },
    { query: "x", from: line(2).timestamp, to, cursor: "id-2" },
    { query: "x", from: line(4).timestamp, to, cursor: "id-4" },
  ]);
});

it("is no search without a match when the file breaks off before its first line is whole: it is asked for again", async () => {
  vi.useFakeTimers();
  try {
    let tries = 0;
    const api: Api = {
      get: () => Promise.reject(new Error("not asked")),
      async open() {
        tries++;
        const body = new ReadableStream({
          start(to) {
            to.enqueue(new TextEncoder().encode('{"id":'));
            to.error(new TypeError("terminated"));
          },
        });
        return new Response(body, { headers: { "draintrail-limit": "2" } });
      },
    };
    const output = { out: () => {}, note: () => {}, outJson: async () => {} };
    const ended = exportLines(api, output, { query: "", from: "-1h" }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await ended).toMatchObject({ message: expect.stringContaining("Nothing is exported.") });
    expect(await ended).toBeInstanceOf(CommandError);
    expect(tries).toBe(6);
  } finally {
    vi.useRealTimers();
  }
});
