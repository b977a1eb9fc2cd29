import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LineKind } from "../../../../app/contract/line.ts";
import { FIELDS_COUNT_MAX, LINE_KINDS, LINE_LEVELS } from "../../../../app/contract/line.ts";
import { classify, classifySource } from "../../../../app/domain/logs/classify.ts";
import { FIELD_NAME_CHARS_MAX } from "../../../../app/domain/logs/parsers/fields.ts";
import { parsers } from "../../../../app/domain/logs/parsers/index.ts";

interface Sample {
  message: string;
  fields: Record<string, string> | null;
  level?: string;
  app_name: string;
  process_id: string;
}

const root = new URL("../../../fixtures/lines/", import.meta.url);
const samplesOf = (kind: string): Sample[] =>
  JSON.parse(readFileSync(new URL(`${kind}/samples.json`, root), "utf8")) as Sample[];
const allSamples = LINE_KINDS.flatMap((kind) => samplesOf(kind).map((sample) => ({ kind, sample })));

describe("the list of parsers", () => {
  it("has one for every kind, under its own name, with sample lines of its own", () => {
    expect(Object.keys(parsers).sort()).toEqual([...LINE_KINDS].sort());
    for (const kind of LINE_KINDS) expect(parsers[kind].kind).toBe(kind);
    expect(readdirSync(root).sort()).toEqual([...LINE_KINDS].sort());
  });

  it.each(LINE_KINDS)("reads the sample lines of %s", (kind: LineKind) => {
    for (const { message, fields, level, app_name, process_id } of samplesOf(kind)) {
      const found = parsers[kind].parse(message, { appName: app_name, processId: process_id });
      expect({ message, fields: found?.fields.toRecord() ?? null, level: found?.level }).toEqual({
        message,
        fields,
        level,
      });
    }
  });

  it("is asked for its own lines: every claimed sample is classified as its kind", () => {
    for (const { kind, sample } of allSamples) {
      if (sample.fields === null) continue;
      const found = classify(classifySource(sample.app_name, sample.process_id), sample.app_name, sample.message);
      expect([sample.message, found]).toEqual([sample.message, kind]);
    }
  });
});

/** Pieces that parsers look for, in any order: far likelier than random text to reach their corners. */
const piece = fc.constantFrom(
  ...[
    "Error ",
    "L10",
    "R14",
    " (",
    ")",
    ":",
    " -> ",
    " messages ",
    "dropped ",
    " since ",
    "drain '",
    "'",
    "9",
    "sample#",
  ],
  ...[
    "source=",
    "a=",
    "=",
    '"',
    "\\",
    " ",
    "\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "true",
    "1e9",
    "-",
    "\ud800",
    "é",
    "\u0000",
  ],
  ...[
    "State changed from ",
    " to ",
    "Process exited with status ",
    "Process running mem=",
    "(",
    "%)",
    "Stopping ",
    " with SIG",
  ],
  ...[
    "Starting process with command `",
    "`",
    " by user ",
    " by ",
    "@",
    "Set ",
    " config vars",
    "Attach ",
    " (@ref:",
    "Release ",
  ],
  ...[
    "[DATABASE] ",
    "[1-1] ",
    "LOG:",
    "FATAL:",
    " = ",
    "duration: ",
    " ms",
    "\u001b[",
    "ERROR",
    "E, [",
    "__proto__",
    "constructor",
  ],
);
const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.array(piece, { maxLength: 24 }).map((p) => p.join("")),
);

describe("any text at all", () => {
  it.each(LINE_KINDS)("is read by %s without a throw, within the limits", (kind: LineKind) => {
    fc.assert(
      fc.property(hostile, fc.constantFrom("app", "heroku"), (message, appName) => {
        const found = parsers[kind].parse(message, { appName, processId: "web.1" });
        if (found === null) return;
        if (found.level !== undefined) expect(LINE_LEVELS).toContain(found.level);
        const { names } = found.fields;
        const values = names.map((_, i) => found.fields.valueAt(i));
        expect(names.length).toBeLessThanOrEqual(FIELDS_COUNT_MAX);
        for (const name of names) expect(name.length).toBeLessThanOrEqual(FIELD_NAME_CHARS_MAX);
        for (const name of names) expect(name).not.toContain("\n");
        for (const value of values) expect(typeof value).toBe("string");
      }),
      { numRuns: 300 },
    );
  });
});
