import { expect, it } from "vitest";
import { LINE_LEVELS } from "../../../app/contract/line.ts";
import { QUERY_FIELDS } from "../../../app/contract/query/line-fields.ts";
import { offersAt, withFacets } from "../../../app/web/logs/query-completion.ts";

const labels = (text: string, isAsked = false) => offersAt(text, isAsked)?.options.map((option) => option.label);

it("offers fields for a word just begun, also after a minus", () => {
  expect(labels("timeout lev")).toEqual(["level"]);
  expect(offersAt("timeout -lev", false)).toMatchObject({ from: 9, options: [{ insert: "level:" }] });
});

it("offers values after the field, behind a comparison too", () => {
  expect(labels("level:")).toEqual([...LINE_LEVELS]);
  expect(offersAt("level:>=wa", false)).toMatchObject({ from: 8, options: [{ insert: "warn" }] });
});

it("offers nothing after a blank unless asked, in a phrase, or for a value it cannot know", () => {
  expect(labels("timeout ")).toBeUndefined();
  expect(labels("timeout ", true)).toEqual(QUERY_FIELDS.map((field) => field.name));
  expect(labels('"lev')).toBeUndefined();
  expect(labels("path:/x")).toBeUndefined();
});

it("offers what the lines at hand have: values of fields without any of their own, and fields that only they have", () => {
  const facet = (field: string, ...values: string[]) => ({
    field,
    values: values.map((value) => ({ value, count: 1 })),
  });
  const fields = withFacets(QUERY_FIELDS, [
    facet("process", "web.1", "worker.1"),
    facet("level", "info"),
    facet("queue", "mailers", 'has "quotes"', "two words"),
    facet("odd name", "x"),
  ]);
  const at = (text: string) => offersAt(text, false, fields)?.options.map(({ label }) => label);
  expect(at("process:w")).toEqual(["web.1", "worker.1"]);
  expect(at("level:")).toEqual([...LINE_LEVELS]);
  expect(at("que")).toEqual(["queue"]);
  expect(at("queue:")).toEqual(["mailers"]);
  expect(at("odd")).toBeUndefined();
});
