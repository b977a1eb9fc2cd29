import { describe, expect, it } from "vitest";
import { offsetWords, requestIdOf, traceView } from "../../../app/web/logs/trace-view.ts";
import { makeLine } from "./lines.ts";

const ID = "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";

describe("requestIdOf", () => {
  it("reads the router's field, an app's spelling of it, and a tag in the text", () => {
    expect(requestIdOf(makeLine({ fields: { request_id: ID } }))).toBe(ID);
    expect(requestIdOf(makeLine({ fields: { requestId: ID } }))).toBe(ID);
    expect(requestIdOf(makeLine({ message: `[${ID}] Completed 200 OK` }))).toBe(ID);
  });

  it("takes nothing for an id that the server would not", () => {
    expect(requestIdOf(makeLine({ fields: { request_id: "7" } }))).toBeNull();
    expect(requestIdOf(makeLine({ fields: { request_id: "../../resource?x=12345678901234567890" } }))).toBeNull();
    expect(requestIdOf(makeLine({ message: `job ${ID} done` }))).toBeNull();
  });
});

describe("traceView", () => {
  const at = (ms: number) => new Date(Date.parse("2026-11-20T12:00:00Z") + ms).toISOString();
  const router = makeLine({
    id: "r",
    kind: "router",
    process_id: "router",
    timestamp: at(912),
    fields: { method: "GET", path: "/orders", status: "503", service: "904ms", dyno: "web.2", code: "H13" },
  });
  const state = makeLine({ id: "s", kind: "dyno", timestamp: at(-3200) });
  const app = makeLine({ id: "a", timestamp: at(0) });

  it("counts time from the request's first line, also for what the dyno said before it", () => {
    const view = traceView({ data: [state, app, router] });
    expect(view.steps.map(({ line, who, offset }) => [line.id, who, offset])).toEqual([
      ["s", "dyno", "−3.2 s"],
      ["a", "app", "0 ms"],
      ["r", "router", "+912 ms"],
    ]);
    expect(view.router?.view).toMatchObject({ status: "503", path: "/orders" });
    expect(view.appLineCount).toBe(1);
  });

  it("does without a router line", () => {
    expect(traceView({ data: [app] })).toMatchObject({ router: null, appLineCount: 1 });
    expect(traceView({ data: [] })).toEqual({ router: null, steps: [], appLineCount: 0 });
  });
});

it.each([
  [0, "0 ms"],
  [999, "+999 ms"],
  [1500, "+1.5 s"],
  [59_949, "+59.9 s"],
  [125_000, "+2 min 5 s"],
  [-60_000, "−1 min 0 s"],
])("says %d ms as %j", (ms, words) => {
  expect(offsetWords(ms)).toBe(words);
});
