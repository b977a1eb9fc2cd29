import { expect, it } from "vitest";
import { appInQuery } from "../../../app/web/changes/app-in-query.ts";

it.each([
  ["app:harbor-quay status:>=500", "harbor-quay"],
  ['timeout app="harbor-quay"', "harbor-quay"],
  ["-app:harbor-quay", null],
  ["app:a OR app:b", null],
  ['"app:harbor-quay"', null],
  ["app:harbor-*", null],
  ["", null],
])("knows which one app %j is about, or that it is not about one", (query, app) => {
  expect(appInQuery(query)).toBe(app);
});
