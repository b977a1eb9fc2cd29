import { describe, expect, it } from "vitest";
import type { Line } from "../../app/contract/line.ts";
import { lineText } from "../../cli/terminal/line-text.ts";

const line = {
  timestamp: "2026-03-04T09:15:02.118204Z",
  app_name: "app",
  process_id: "web.1",
  message: "boom",
  level: "error",
  app: { id: "1", name: "harbor-quay" },
} as Line;
const plain = { hasColour: false, isLocal: false, namesApp: false };

describe("a line in a terminal", () => {
  it("is as `heroku logs` shows it", () => {
    expect(lineText(line, plain)).toBe("2026-03-04T09:15:02.118204Z app[web.1]: boom");
  });

  it("names its app, where it is known", () => {
    expect(lineText(line, { ...plain, namesApp: true })).toBe(
      "2026-03-04T09:15:02.118204Z harbor-quay app[web.1]: boom",
    );
    expect(lineText({ ...line, app: null }, { ...plain, namesApp: true })).toBe(lineText(line, plain));
  });

  it("has the time of this machine's zone, to the millisecond", () => {
    const local = lineText(line, { ...plain, isLocal: true });
    expect(local).toMatch(/^2026-03-0\d \d\d:\d\d:02\.118 app\[web\.1\]: boom$/);
    expect(new Date(local.slice(0, 23)).getTime()).toBe(Date.parse("2026-03-04T09:15:02.118Z"));
  });

  it("is red when it is an error, and no name in it is obeyed", () => {
    expect(lineText(line, { ...plain, hasColour: true })).toContain("\u001b[31mboom\u001b[39m");
    expect(lineText({ ...line, process_id: "web\u001b[2J.1" }, plain)).toContain("app[web.1]:");
  });
});
