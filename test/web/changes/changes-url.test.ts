import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changesView,
  cleanChangesSearch,
  minutesAround,
  shareChangesSearch,
} from "../../../app/web/changes/changes-url.ts";

const NOW = Date.parse("2026-11-20T12:00:00.000Z");

describe("cleanChangesSearch", () => {
  it("leaves the defaults of this page out, which are not those of Logs", () => {
    expect(cleanChangesSearch({ query: " ", from: "-7d", to: "now", change: "", around: "" })).toEqual({});
    expect(cleanChangesSearch({ from: "-1h" })).toEqual({ from: "-1h" });
  });

  it("keeps a whole view", () => {
    const search = { query: "type:addon", from: "-30d", to: "-1d", change: "a-1", around: "2026-11-20T11:30:00.000Z" };
    expect(cleanChangesSearch(search)).toEqual(search);
  });

  it("remembers the app in trouble beside the moment, and forgets it without one", () => {
    const search = { around: "2026-11-20T11:30:00.000Z", app: "harbor-quay" };
    expect(cleanChangesSearch(search)).toEqual(search);
    expect(changesView(search, NOW).around).toEqual({ at: search.around, app: "harbor-quay" });
    expect(cleanChangesSearch({ app: "harbor-quay" })).toEqual({});
  });

  it("asks around an instant only, never around a moving one", () => {
    expect(cleanChangesSearch({ around: "-15m" })).toEqual({});
    expect(cleanChangesSearch({ around: "now" })).toEqual({});
  });

  it("takes anything at all, never throws, and changes nothing the second time", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("query", "from", "to", "change", "around", "app", "other"), fc.anything()),
        (any) => {
          const clean = cleanChangesSearch(any);
          expect(cleanChangesSearch({ ...clean })).toEqual(clean);
          expect(changesView(clean, NOW).range.from).not.toBe("");
        },
      ),
    );
  });
});

it("shows a week unless asked for something else, also where what was asked for makes no sense", () => {
  expect(changesView({}, NOW).range).toEqual({ from: "-7d", to: "now" });
  expect(changesView({ from: "2026-11-21T00:00:00Z", to: "2026-11-20T00:00:00Z" }, NOW).range).toEqual({
    from: "-7d",
    to: "now",
  });
});

it("shares the same changes whenever the link is opened", () => {
  const shared = shareChangesSearch({ query: "addon", change: "a-1" }, NOW);
  expect(shared).toEqual({
    query: "addon",
    change: "a-1",
    from: "2026-11-13T12:00:00.000Z",
    to: "2026-11-20T12:00:00.000Z",
  });
});

it("leads from a change to the logs of the minutes on both sides of it", () => {
  expect(minutesAround("2026-11-20T12:00:00.123Z")).toEqual({
    from: "2026-11-20T11:50:00.123Z",
    to: "2026-11-20T12:10:00.123Z",
  });
});
