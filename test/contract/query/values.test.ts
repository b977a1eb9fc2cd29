import { describe, expect, test } from "vitest";
import {
  listHasAddressIn,
  type Network,
  readAddress,
  readNetwork,
  spellAddress,
} from "../../../app/contract/query/addresses.ts";
import {
  compareText,
  foldAscii,
  measure,
  needsUnicodeFolding,
  readPattern,
  readQuantity,
} from "../../../app/contract/query/values.ts";

describe("numbers", () => {
  test.each([
    ["500", { value: 500, dimension: null }],
    ["-3.5", { value: -3.5, dimension: null }],
    ["41ms", { value: 41, dimension: "time" }],
    ["1.5s", { value: 1500, dimension: "time" }],
    ["2m", { value: 120_000, dimension: "time" }],
    ["10kb", { value: 10_240, dimension: "size" }],
    ["512 MB", { value: 536_870_912, dimension: "size" }],
    ["99%", null],
    ["1e5", null],
    ["2026-03-04", null],
    ["10.0.0.1", null],
    ["constructor", null],
    ["1constructor", null],
    ["", null],
  ])("%s is read as an operand", (text, quantity) => {
    expect(readQuantity(text)).toEqual(quantity);
  });

  test.each([
    ["900ms", null, 900],
    ["81234pages", null, 81_234],
    ["900", "time", 900],
    ["1.5s", "time", 1500],
    ["512MB", "time", null],
    ["81234pages", "size", null],
    ["512.00MB", "size", 536_870_912],
    ["H12", null, null],
  ] as const)("%s in a line, for an operand of %s", (text, dimension, value) => {
    expect(measure(text, dimension)).toBe(value);
  });
});

describe("addresses", () => {
  test.each([
    ["10.0.0.1", "0000:0000:0000:0000:0000:ffff:0a00:0001"],
    ["::1", "0000:0000:0000:0000:0000:0000:0000:0001"],
    ["2001:DB8::a", "2001:0db8:0000:0000:0000:0000:0000:000a"],
    ["::ffff:10.0.0.1", "0000:0000:0000:0000:0000:ffff:0a00:0001"],
    ["1:2:3:4:5:6:7:8", "0001:0002:0003:0004:0005:0006:0007:0008"],
  ])("%s is read", (text, spelled) => {
    expect(spellAddress(readAddress(text) as string)).toBe(spelled);
  });

  test.each([
    "",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "1::2::3",
    ":::",
    "1:2:3:4:5:6:7:8:9",
    "::12345",
    "fe80::1%eth0",
    "hello",
    ":",
    "1:2",
  ])("%s is none", (text) => {
    expect(readAddress(text)).toBeNull();
  });

  test.each([
    ["10.0.0.0/8", "10.255.255.255", "11.0.0.0"],
    ["10.1.2.3/8", "10.0.0.0", "9.255.255.255"],
    ["0.0.0.0/0", "255.255.255.255", "2001:db8::1"],
    ["203.0.113.24/32", "203.0.113.24", "203.0.113.25"],
    ["192.168.1.128/25", "1.1.1.1, 192.168.1.200", "192.168.1.127"],
    ["2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"],
    ["10.0.0.0/8", "::ffff:10.1.2.3", "::10.1.2.3"],
  ])("%s holds %s and not %s", (block, inside, outside) => {
    const network = readNetwork(block) as Network;
    expect(listHasAddressIn(inside, network)).toBe(true);
    expect(listHasAddressIn(outside, network)).toBe(false);
  });

  test.each(["10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "/8"])("%s is no block", (text) => {
    expect(readNetwork(text)).toBeNull();
  });
});

describe("text", () => {
  test("folds A to Z only", () => {
    expect(foldAscii("ÄBC\u212A")).toBe("Äbc\u212A");
    expect(needsUnicodeFolding("Ä")).toBe(true);
    expect(needsUnicodeFolding("日本 abc")).toBe(false);
  });

  test("orders as UTF-8 bytes do", () => {
    expect(compareText("\u{10000}", "\uFFFF")).toBeGreaterThan(0);
    expect(compareText("a", "ab")).toBeLessThan(0);
    expect(compareText("ab", "ab")).toBe(0);
  });

  test("a backslash makes a sign literal, and is itself before anything else", () => {
    expect(readPattern("a\\*b*\\d**?")).toEqual([
      { text: "a*b" },
      { wildcard: "*" },
      { text: "\\d" },
      { wildcard: "*" },
      { wildcard: "?" },
    ]);
  });
});
