import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  inOneRow,
  lineFields,
  routerView,
  SOURCE_COLOURS,
  showable,
  sourceColour,
  sourceOf,
  withPictures,
} from "../../../app/web/logs/line-format.ts";
import { makeLine } from "./lines.ts";

it("names a source as heroku logs does, and gives it the same colour always", () => {
  expect(sourceOf(makeLine())).toBe("app[web.1]");
  expect(sourceColour("app[web.1]")).toBe(sourceColour("app[web.1]"));
  fc.assert(
    fc.property(fc.string(), (source) => {
      const colour = sourceColour(source);
      expect(Number.isInteger(colour) && colour >= 0 && colour < SOURCE_COLOURS).toBe(true);
    }),
  );
});

describe("routerView", () => {
  const fields = { method: "GET", path: "/orders", status: "503", service: "30000ms", dyno: "web.1" };

  it("puts a router line's facts in order", () => {
    const view = routerView({ kind: "router", fields: { ...fields, code: "H12", desc: "Request timeout" } });
    expect(view).toMatchObject({ status: "503", statusClass: "server", error: "H12 Request timeout", dyno: "web.1" });
  });

  it("takes Heroku's ways of writing nothing as nothing", () => {
    const view = routerView({
      kind: "router",
      fields: { method: "GET", path: "/", status: "", service: "", dyno: "-" },
    });
    expect(view).toMatchObject({ status: null, statusClass: "none", service: null, dyno: null, error: null });
  });

  it("leaves to the raw message what is no router line or has no path", () => {
    expect(routerView({ kind: "app", fields })).toBeNull();
    expect(routerView({ kind: "router", fields: { at: "error" } })).toBeNull();
  });
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the promise
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe("showable", () => {
  it("drops colour sequences and shows other control characters", () => {
    expect(showable("\u001b[31;1mred\u001b[0m\u0007 \u0000\u007f")).toBe("red␇ ␀␡");
  });

  it("makes text that would reorder the row visible instead", () => {
    expect(showable("a\u202Eb\u2066c")).toBe("a⟨U+202E⟩b⟨U+2066⟩c");
  });

  it("drops window titles and links, also with the one-byte forms of the sequences", () => {
    expect(showable("\u001b]0;owned\u0007a\u001b]8;;http://x\u001b\\b\u009b31mc")).toBe("abc");
    expect(showable("\u001b]0;not ended \u0090")).toBe("␛]0;not ended ⟨U+0090⟩");
  });

  it("shows what has no width, and leaves the joiners that scripts and emoji are written with", () => {
    expect(showable("a\u200bb\ufeff\u2028")).toBe("a⟨U+200B⟩b⟨U+FEFF⟩⟨U+2028⟩");
    expect(showable("نمی\u200cدانم 👩\u200d🚀")).toBe("نمی\u200cدانم 👩\u200d🚀");
  });

  it("leaves no control character but tab and newline in any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(showable(text)).not.toMatch(UNSEEN);
      }),
    );
  });

  it("keeps a message of several lines on one row when asked", () => {
    expect(inOneRow("Error\n  at a.js:1\r\n  at b.js:2")).toBe("Error ↵ at a.js:1␍ ↵ at b.js:2");
    expect(inOneRow("\na \n \n\t\n b\n")).toBe(" ↵ a ↵ b ↵ ");
  });
});

it("shows a message as it is stored, escapes and all, where that is asked for", () => {
  expect(withPictures("\u001b[31mred\u001b[0m\r\u0000\u202e\tx\n")).toBe("␛[31mred␛[0m␍␀⟨U+202E⟩\tx\n");
});

it("lists every field, and offers filters only for those that a search can name", () => {
  const rows = lineFields(makeLine({ fields: { status: "200", "user.id": "42" } }), null);
  expect(rows.filter((row) => row.field !== null).map((row) => row.name)).toEqual([
    "app",
    "source",
    "process",
    "level",
    "kind",
    "status",
    "user.id",
  ]);
  expect(rows.find((row) => row.name === "id")).toMatchObject({ value: "line-1", field: null });
});

it("shows a parsed field that says the same as ours once, and names one that says something else apart", () => {
  const rows = lineFields(
    makeLine({ level: "error", app_name: "heroku", fields: { level: "error", source: "web.1" } }),
    null,
  );
  const shown = rows.filter((row) => row.field === "level" || row.field === "source");
  expect(shown.map(({ name, value, field }) => [name, value, field])).toEqual([
    ["source", "heroku", "source"],
    ["level", "error", "level"],
    ["source (parsed)", "web.1", "source"],
  ]);
});

it("lists what only the whole of a cut message says, without filters: searches look at its lines one by one", () => {
  const rows = lineFields(makeLine({ fields: { a: "1", b: "hal" } }), {
    lines: ["line-1", "line-2"],
    message: "a=1 b=half c=3",
    level: "info",
    fields: { a: "1", b: "half", c: "3" },
  });
  const shown = rows.filter((row) => "abc".includes(row.name));
  expect(shown.map(({ name, value, field }) => [name, value, field])).toEqual([
    ["a", "1", "a"],
    ["b", "hal", "b"],
    ["b", "half", null],
    ["c", "3", null],
  ]);
});

it("tells a parsed field from a fact of the line of the same name", () => {
  const rows = lineFields(makeLine({ app_name: "heroku", fields: { source: "web.1", id: "7" } }), null);
  expect(rows.filter((row) => row.field === "source").map((row) => row.value)).toEqual(["heroku", "web.1"]);
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
});
