import fc from "fast-check";
import { expect, it } from "vitest";
import { LINE_LEVELS } from "../../../../app/contract/line.ts";
import { leadingLevel, levelOf, levelOfFields } from "../../../../app/domain/logs/parsers/level.ts";
import { FieldList } from "../../../../app/lib/field-list.ts";

const fieldsLevel = (fields: Record<string, string>) => levelOfFields(FieldList.of(fields));

it.each([
  ["debug", ["trace", "TRACE", "debug", "Verbose", "10", "20"]],
  ["info", ["info", "Information", "notice", "http", "30"]],
  ["warn", ["warn", "WARNING", "40"]],
  ["error", ["err", "Error", "severe", "50"]],
  ["fatal", ["crit", "CRITICAL", "alert", "emerg", "panic", "fatal", "60"]],
  [
    undefined,
    ["", "start", "0", "3", "7", "9", "09", "70", "99", "100", "3.5", "constructor", "__proto__", "x".repeat(1000)],
  ],
])("the level %s goes by many names", (level, values) => {
  for (const value of values) expect([value, levelOf(value)]).toEqual([value, level]);
});

it("the most telling field decides, and one that says no level does not", () => {
  expect(fieldsLevel({ at: "info", level: "error" })).toBe("error");
  expect(fieldsLevel({ level: "42nd floor", severity: "WARNING" })).toBe("warn");
  expect(fieldsLevel({ "log.level": "fatal" })).toBe("fatal");
  expect(fieldsLevel({ at: "start" })).toBeUndefined();
});

it("of all the names a level may have, in any order and more than once, the most telling with a level decides", () => {
  const telling =
    "level Level @l severity lvl log.level levelname loglevel log_level severity_text severityText at".split(" ");
  const name = fc.constantFrom(...telling, "db", "lev", "level_", "constructor", "");
  const value = fc.constantFrom("error", "WARN", "30", "start", "", "7");
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (pairs) => {
      const fields = new FieldList();
      for (const pair of pairs) fields.add(...pair);
      const last = new Map(pairs); // a name that comes twice has its last value
      const levels = telling.map((each) => levelOf(last.get(each) ?? ""));
      expect(levelOfFields(fields)).toBe(levels.find((each) => each !== undefined));
    }),
    { numRuns: 1000 },
  );
});

it.each([
  ["error", "ERROR cannot connect"],
  ["error", "[error] x"],
  ["error", "error: x"],
  ["error", "Error: boom"],
  ["error", "error connecting to redis"],
  ["error", "E, [2026-03-04T09:15:02.118437 #4] ERROR -- : x"],
  ["fatal", "F, [2026-03-04T09:15:02.118437 #4] FATAL -- : x"],
  ["warn", "2026-03-04 09:15:02,118 WARNING root: x"],
  ["error", "09:15:02.118 [main] ERROR c.e.App - m"],
  ["error", "2026-03-04 09:15:02,1 - app.views - ERROR - m"],
  ["warn", "WARNING:root:x"],
  ["info", "INFO:hypercorn.error:Running"],
  ["info", "[2026-02-15 17:11:38 +0000] [6] [INFO] Worker exiting (pid: 6)"],
  ["info", "\u001b[32minfo\u001b[39m: hi"],
  ["error", "\u001b[1m\u001b[31mERROR\u001b[0m hi"],
  ["fatal", "panic: runtime error: x"],
  ["error", "fail: Microsoft.AspNetCore[0]"],
  ["error", "2026/03/04 09:15:02 [error] 12#0: *1 x"],
  ["error", "npm ERR! code ELIFECYCLE"],
  ["warn", "npm WARN deprecated x"],
  ["error", "TypeError: x is not a function"],
  ["error", "java.lang.NullPointerException: x"],
  ["error", "Traceback (most recent call last):"],
  ["debug", "DEBUG"],
  [undefined, ""],
  [undefined, "Info desk is open"],
  [undefined, "A warning was given"],
  [undefined, "no error here"],
  [undefined, "Log: x"],
  [undefined, "http://x/y"],
  [undefined, "ERR_HTTP_HEADERS_SENT x"],
  [undefined, "Critical section entered"],
  [undefined, "🔥 ERROR x"],
  [undefined, "see TypeError: x"],
  [undefined, `${"1 ".repeat(300)}ERROR`],
])("%s: %j", (level, message) => {
  expect(leadingLevel(message)).toBe(level);
});

it("every level can be told", () => {
  for (const level of LINE_LEVELS) expect(leadingLevel(`[${level.toUpperCase()}] x`)).toBe(level);
});
