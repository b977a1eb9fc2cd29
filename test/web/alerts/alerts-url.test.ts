import fc from "fast-check";
import { expect, it } from "vitest";
import { cleanAlertsSearch, newAlertSearch, readyAlertSearch } from "../../../app/web/alerts/alerts-url.ts";

it("opens the form with what is known of a new alert, and keeps nothing else", () => {
  expect(cleanAlertsSearch({ new: "1", query: "status:>=500", name: "Broken", other: "x" })).toEqual({
    new: 1,
    query: "status:>=500",
    name: "Broken",
  });
  expect(cleanAlertsSearch({ new: "1", query: "  ", name: "" })).toEqual({ new: 1 });
  expect(cleanAlertsSearch({ query: "status:>=500", name: "Broken" })).toEqual({});
  expect(cleanAlertsSearch({ new: "yes" })).toEqual({});
});

it("opens a ready-made one, of which all else is known", () => {
  expect(readyAlertSearch({ id: "console-opened" })).toEqual({ new: 1, ready: "console-opened" });
  expect(cleanAlertsSearch({ new: "1", ready: "console-opened", query: "x" })).toEqual({
    new: 1,
    ready: "console-opened",
  });
  expect(cleanAlertsSearch({ new: "1", ready: "no-such", query: "x" })).toEqual({ new: 1, query: "x" });
  expect(cleanAlertsSearch({ ready: "console-opened" })).toEqual({});
});

it("is made from a search with or without a name", () => {
  expect(newAlertSearch("level:error")).toEqual({ new: 1, query: "level:error" });
  const onChanges = { new: 1, watches: "changes", query: "type:release" } as const;
  expect(newAlertSearch("type:release", "", "changes")).toEqual(onChanges);
  expect(cleanAlertsSearch({ ...onChanges })).toEqual(onChanges);
  expect(newAlertSearch("level:error", "Errors")).toEqual({ new: 1, query: "level:error", name: "Errors" });
});

it("takes anything at all and never throws", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("new", "watches", "query", "name", "ready"), fc.anything()), (any) => {
      const clean = cleanAlertsSearch(any);
      expect(cleanAlertsSearch({ ...clean })).toEqual(clean);
    }),
  );
});
