import { expect, it } from "vitest";
import type { LineLevel } from "../../../app/contract/line.ts";
import { readAddress } from "../../../app/contract/query/addresses.ts";
import { readLevel } from "../../../app/contract/query/levels.ts";
import { compileMatcher } from "../../../app/contract/query/match.ts";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { levelOf } from "../../../app/domain/logs/parsers/level.ts";
import { lineOf } from "./lines.ts";

// What single conditions mean, told apart from the code that both readers share: they would agree on a mistake of it.

const finds = (query: string, parts: Parameters<typeof lineOf>[0]) =>
  compileMatcher(parseQuery(query).tree)(lineOf(parts));

it.each([
  ["1s", "999ms", "1001ms"],
  ["1sec", "999ms", "1001ms"],
  ["1min", "59s", "61s"],
  ["1h", "59m", "61m"],
  ["1d", "23h", "25h"],
  ["1ms", "999us", "1001us"],
  ["1kb", "1023b", "1025b"],
  ["1kib", "1023b", "1025b"],
  ["1mb", "1023kb", "1025kb"],
  ["1gib", "1023mib", "1025mib"],
  ["1gb", "1023mb", "1025mb"],
  ["1tb", "1023gb", "1025gb"],
])("a value over %s is %s no more, and %s is", (bound, below, above) => {
  expect(finds(`took:>${bound}`, { fields: { took: below } })).toBe(false);
  expect(finds(`took:>${bound}`, { fields: { took: above } })).toBe(true);
});

it.each(["priority:190b", "severity:6b", "severity:<1kb", "facility:23b", "priority:190ms", "message_len:>1ms"])(
  "%s asks for a unit that the number does not have, and finds nothing",
  (query) => expect(finds(query, { message: "a line of 190, 23 and 6" })).toBe(false),
);

it("a field that a line does not have is neither less nor more than anything", () => {
  for (const operator of ["<", "<=", ">", ">="]) {
    expect(finds(`day:${operator}abc`, { fields: {} })).toBe(false);
    expect(finds(`day:${operator}5ms`, { fields: {} })).toBe(false);
  }
  expect(finds("day:<abc", { fields: { day: "abb" } })).toBe(true);
});

it.each([
  ["trace", "debug"],
  ["notice", "info"],
  ["warning", "warn"],
  ["err", "error"],
  ["crit", "fatal"],
  ["alert", "fatal"],
  ["emerg", "fatal"],
  ["panic", "fatal"],
  ["informational", "info"],
  ["verbose", "debug"],
  ["wrn", "warn"],
  ["severe", "error"],
])("the level word %s is %s", (word, level) => {
  expect(readLevel(word)).toBe(level);
  expect(readLevel(word.toUpperCase())).toBe(level);
});

it.each([
  ["emerg", 0],
  ["panic", 0],
  ["emergency", 0],
  ["alert", 1],
  ["crit", 2],
  ["err", 3],
  ["ERR", 3],
  ["warn", 4],
  ["informational", 6],
])("the severity %s is %i", (word, severity) => {
  expect(finds(`severity:${word}`, { priority: 184 + severity })).toBe(true);
  expect(finds(`severity:${word}`, { priority: 184 + ((severity + 1) % 8) })).toBe(false);
  expect(finds(`severity:<=${word}`, { priority: 184 + severity })).toBe(true);
});

it("a level is found by every word that a line may have it in", () => {
  for (const word of ["dbg", "inf", "informational", "wrn", "eror", "severe", "ftl"]) {
    const level = levelOf(word) as LineLevel;
    expect(finds(`level:${word}`, { level })).toBe(true);
    expect(finds(`level:${word}`, { level: level === "warn" ? "error" : "warn" })).toBe(false);
  }
});

it.each(["1:2:3:4::5:6:7:8", "1:2:3:4:5:6:7", "1::2::3", "1:2:3:4:5:6:7:8:9", "256.1.1.1", "01.1.1.1", "1.1.1"])(
  "%s is no address",
  (text) => {
    expect(readAddress(text)).toBeNull();
  },
);

it("an id too short to be one's own finds nothing as a request id", () => {
  const message = "[12345678-9abc] done";
  expect(finds("request_id:12345678-9abc", { message })).toBe(true);
  expect(finds("request_id:1234567", { message })).toBe(false);
});
