import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLogsSearch, lineSearch, logsView, shareSearch } from "../../../app/web/logs/logs-url.ts";

const NOW = Date.parse("2026-11-20T12:00:00.000Z");

describe("cleanLogsSearch", () => {
  it("leaves defaults out, so that the plain address stays plain", () => {
    expect(cleanLogsSearch({ query: "", from: "-1h", to: "now", live: "0", line: "" })).toEqual({});
  });

  it("keeps a whole view", () => {
    const search = {
      query: "status:>=500",
      from: "-4h",
      to: "-1h",
      live: "1",
      fields: "on",
      line: "abc",
      show: "trace",
    };
    expect(cleanLogsSearch(search)).toEqual({ ...search, live: 1 });
  });

  it("has nothing to show of a line when no line is open", () => {
    expect(cleanLogsSearch({ show: "trace", fields: "off" })).toEqual({ fields: "off" });
    expect(cleanLogsSearch({ line: "abc", show: "everything", fields: "1" })).toEqual({ line: "abc" });
  });

  it("takes anything at all, never throws, and changes nothing the second time", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("query", "from", "to", "live", "fields", "line", "show", "other"), fc.anything()),
        (any) => {
          const clean = cleanLogsSearch(any);
          expect(cleanLogsSearch({ ...clean })).toEqual(clean);
          const { range } = logsView(clean, NOW);
          expect(range.from).not.toBe("");
        },
      ),
    );
  });
});

describe("logsView", () => {
  it("fills the defaults in", () => {
    expect(logsView({}, NOW)).toEqual({
      query: "",
      range: { from: "-1h", to: "now" },
      isLive: false,
      isFieldsOpen: null,
      lineId: null,
      detailPart: null,
    });
  });

  it("ends a live view now, whatever the address says", () => {
    expect(logsView({ live: 1, to: "2026-11-20T11:30:00Z" }, NOW).range).toEqual({ from: "-1h", to: "now" });
  });
});

describe("shareSearch", () => {
  it("freezes the range and is not live, but keeps the query and the open line", () => {
    expect(shareSearch({ query: "timeout", live: 1, line: "abc" }, NOW)).toEqual({
      query: "timeout",
      line: "abc",
      from: "2026-11-20T11:00:00.000Z",
      to: "2026-11-20T12:00:00.000Z",
    });
  });

  it("shows the same range whenever it is opened", () => {
    const shared = shareSearch({ from: "-7d" }, NOW);
    expect(logsView(cleanLogsSearch({ ...shared }), NOW + 1e10).range).toEqual(logsView(shared, NOW).range);
  });
});

it("links to one line with the minutes around it and the search that found it", () => {
  expect(lineSearch({ id: "a b/c", timestamp: "2026-11-20T12:00:00.123456Z" }, "timeout")).toEqual({
    query: "timeout",
    from: "2026-11-20T11:55:00.123Z",
    to: "2026-11-20T12:05:00.123Z",
    line: "a b/c",
    show: "context",
  });
});
