import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELDS_COUNT_MAX, FIELDS_DEPTH_MAX } from "../../../../app/contract/line.ts";
import { FIELD_NAME_CHARS_MAX } from "../../../../app/domain/logs/parsers/fields.ts";
import { flattenJson } from "../../../../app/domain/logs/parsers/json.ts";

const flat = (text: string) => flattenJson(text)?.toRecord() ?? null;

describe("a JSON object as fields", () => {
  it.each<[string, Record<string, string>]>([
    ["{}", {}],
    [' \t\r\n{ "a" : 1 , "b" : "x" } \n', { a: "1", b: "x" }],
    ['\ufeff{"a":1}', { a: "1" }],
    ['{"a":{"b":{"c":{"d":1}}}}', { "a.b.c.d": "1" }],
    ['{"a":{"b":{"c":{"d":{"e":[1, {}]}}}}}', { "a.b.c.d": '{"e":[1, {}]}' }],
    ['{"n":12345678901234567890,"f":1.50,"e":-1E+3}', { n: "12345678901234567890", f: "1.50", e: "-1E+3" }],
    ['{"t":true,"f":false,"n":null}', { t: "true", f: "false" }],
    ['{"a":[1,"x",true,null],"b":[],"c":[ ]}', { a: "1,x,true,null", b: "", c: "" }],
    ['{"a":["\\"",{"k":"\\\\"}],"z":"\\t"}', { "a.0": '"', "a.1.k": "\\", z: "\t" }],
    ['{"a":[[1,2],[3]]}', { "a.0": "1,2", "a.1": "3" }],
    ['{"a":{"b":{"c":[[1,{}]]}}}', { "a.b.c.0": "[1,{}]" }],
    ['{"a":1,"a":2}', { a: "2" }],
    ['{"a.b":1,"a":{"b":2}}', { "a.b": "2" }],
    ['{"":1,"a":{"":2}}', { "a.": "2" }],
    ['{"\\u0061\\t":"\\ud83d\\ude00\\/"}', { "a\t": "😀/" }],
    ['{"a\\nb":1,"c\nd":2,"e":{"\\u000a":[3]},"f":4}', { f: "4" }],
    ['{"a":"\\ud800"}', { a: "\ufffd" }],
    ['{"__proto__":{"x":1},"constructor":"y"}', { "__proto__.x": "1", constructor: "y" }],
  ])("%j", (text, expected) => {
    expect(flat(text)).toEqual(expected);
  });

  it.each([
    "",
    "x",
    "[1]",
    '"a"',
    "{",
    "{}x",
    '{"a"}',
    '{"a":}',
    '{"a":1',
    '{"a":1,}',
    "{a:1}",
    "{'a':1}",
    '{"a":"x}',
    '{"a":"\\',
    '{"a":"\\q"}',
    '{"a":tru}',
    '{"a":1-2}',
    '{"a":NaN}',
    '{"a":[1,]}',
    '{"a":[1}',
    '{"a":{"b":1]}',
    '{"a":1 "b":2}',
  ])("%j is none", (text) => {
    expect(flat(text)).toBeNull();
  });

  it("__proto__ as a plain value is a field of its own", () => {
    expect(Object.entries(flat('{"__proto__":"x"}') ?? {})).toEqual([["__proto__", "x"]]);
  });

  it("stops at the most fields a line may have, whatever follows", () => {
    const names = Array.from({ length: 200 }, (_, i) => `"k${i}":${i}`).join(",");
    expect(Object.keys(flat(`{${names}}`) ?? {})).toHaveLength(FIELDS_COUNT_MAX);
    expect(Object.keys(flat(`{"a":{${names}, broken`) ?? {})).toHaveLength(FIELDS_COUNT_MAX);
  });

  it("keeps a long array as it was written, and of a long array of objects the first", () => {
    const long = `[${"1,".repeat(200)}1]`;
    expect(flat(`{"a":${long},"b":1}`)).toEqual({ a: long, b: "1" });
    expect(flat(`{"a":[${"{},".repeat(200)}{"x":1}],"b":1}`)).toEqual({ b: "1" });
  });

  it("leaves out names that are too long, and reads on", () => {
    const name = "k".repeat(FIELD_NAME_CHARS_MAX + 1);
    expect(flat(`{"${name}":{"x":[1,"]"]},"b":1}`)).toEqual({ b: "1" });
  });

  it("is not brought down by depth", () => {
    const depth = 200_000;
    expect(flat(`{"a":${"[".repeat(depth)}`)).toBeNull();
    expect(flat(`${'{"a":'.repeat(depth)}`)).toBeNull();
    const raw = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    expect(flat(`{"a":${raw}}`)?.["a.0.0.0"]).toBe(raw.slice(3, -3));
  });

  it("agrees with JSON.parse on every object that JSON.stringify writes, indented or not", () => {
    const key = fc.oneof(
      fc.stringMatching(/^[a-z]{1,4}$/),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 5 }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.oneof(
          fc.string({ unit: "grapheme" }),
          fc.integer(),
          fc.boolean(),
          fc.constant(null),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
        ),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 3 }), fc.constantFrom(0, 2), (record, indent) => {
        const text = JSON.stringify(record, null, indent);
        const expected = flattenParsed(JSON.parse(text));
        if (Object.keys(expected).length >= FIELDS_COUNT_MAX) return;
        const found = flat(text);
        // what lies too deep keeps its own spacing
        for (const [name, text] of Object.entries(found ?? {})) {
          const other = expected[name];
          expect(other === text || JSON.stringify(JSON.parse(text)) === other, `${name}: ${text}`).toBe(true);
        }
        expect(Object.keys(found ?? {}).sort()).toEqual(Object.keys(expected).sort());
      }),
      { numRuns: 500 },
    );
  });
});

/** The same rules over a parsed tree: slower, and simple enough to see that it is right. */
function flattenParsed(root: unknown): Record<string, string> {
  const fields: Record<string, string> = Object.create(null);
  const visit = (value: unknown, path: string, depth: number): void => {
    if (path.length > FIELD_NAME_CHARS_MAX || (depth > 0 && path === "") || value === null) return;
    if (Array.isArray(value) && value.every((item) => item === null || typeof item !== "object")) {
      fields[path] = value.map(String).join(",");
    } else if (typeof value !== "object") {
      fields[path] = String(value);
    } else if (depth >= FIELDS_DEPTH_MAX) {
      fields[path] = JSON.stringify(value);
    } else {
      for (const [name, inner] of Object.entries(value))
        visit(inner, path === "" ? name : `${path}.${name}`, depth + 1);
    }
  };
  visit(root, "", 0);
  return fields;
}
