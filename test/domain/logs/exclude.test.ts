import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { compileExcluder } from "../../../app/domain/logs/exclude.ts";
import { readFrame } from "../../../app/domain/logs/read-frame.ts";
import { frameOf, syslogLine } from "../../support/frames.ts";

const drainId = randomUUID();
const linesOf = (...texts: string[]) => readFrame(frameOf(texts), { receivedAtMs: Date.now() }).lines;
const router = (status: number) =>
  syslogLine(
    `at=info method=GET path="/orders/7" host=shop.example.com fwd="203.0.113.9" dyno=web.1 status=${status}`,
    {
      app: "heroku",
      process: "router",
    },
  );
const excluded = (queries: string[], lines: string[], apps = {}) => {
  const excluder = compileExcluder({ filters: queries.map((query) => ({ id: query, query })), apps });
  return linesOf(...lines).map((line) => excluder(line, drainId));
};

describe("an exclusion filter", () => {
  it("keeps out the lines that its query finds, by words, fields, process, level and number", () => {
    const lines = [router(403), router(200), syslogLine("GET /health ok"), syslogLine("level=debug cache hit")];
    expect(excluded(["kind:router status:403"], lines)).toEqual(["kind:router status:403", null, null, null]);
    expect(excluded(['"/health"'], lines)).toEqual([null, null, '"/health"', null]);
    expect(excluded(["level:debug"], lines)).toEqual([null, null, null, "level:debug"]);
    expect(excluded(["ip:203.0.113.0/24"], lines).map(Boolean)).toEqual([true, true, false, false]);
    expect(excluded(["-kind:router"], lines).map(Boolean)).toEqual([false, false, true, true]);
    expect(excluded(["severity:>=7"], lines).map(Boolean)).toEqual([false, false, false, false]);
  });

  it("is asked in its turn: of several that match, the first has the line", () => {
    expect(excluded(["status:4xx", "status:403"], [router(403), router(200)])).toEqual(["status:4xx", null]);
  });

  it("never keeps out what Heroku's API wrote, nor what Logplex says it lost", () => {
    const lines = [
      syslogLine("Release v7 created by user dana@example.com", { process: "api" }),
      syslogLine("Error L10 (output buffer overflow): 3 messages dropped since 2026-03-04T09:20:51+00:00.", {
        app: "heroku",
        process: "logplex",
      }),
      syslogLine("Release v7 created by user dana@example.com"),
    ];
    expect(excluded(["-nothing"], lines)).toEqual([null, null, "-nothing"]);
  });

  it("knows the Heroku app behind a drain by name and id, as a search does", () => {
    const apps = { [drainId]: { id: randomUUID(), name: "harbor-quay" } };
    expect(excluded(["app:harbor-quay"], [router(200)], apps)).toEqual(["app:harbor-quay"]);
    expect(excluded(["app:harbor-quay"], [router(200)])).toEqual([null]);
    expect(excluded(["-app:harbor-quay"], [router(200)], apps)).toEqual([null]);
  });

  it("reads a line by its pattern as it does the first of its kind", () => {
    const lines = Array.from({ length: 40 }, (_, i) => router(i % 2 === 0 ? 403 : 200));
    expect(excluded(["status:403"], lines).map(Boolean)).toEqual(lines.map((_, i) => i % 2 === 0));
  });
});
