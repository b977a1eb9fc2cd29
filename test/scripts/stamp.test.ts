import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashInputs, isFresh, removeStamp, writeStamp } from "../../scripts/setup/stamp.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "draintrail-stamp-"));
  mkdirSync(join(root, "app", "web"), { recursive: true });
  writeFileSync(join(root, "app", "a.ts"), "one");
  writeFileSync(join(root, "app", "b.ts"), "two");
  writeFileSync(join(root, "app", "web", "page.tsx"), "page");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const hash = () => hashInputs(root, ["app", "missing.json"], ["app/web"]);

describe("hashInputs", () => {
  test.each<[string, () => void]>([
    ["a changed file", () => writeFileSync(join(root, "app", "a.ts"), "uno")],
    ["an added file", () => writeFileSync(join(root, "app", "c.ts"), "")],
    ["a removed file", () => rmSync(join(root, "app", "b.ts"))],
    ["a renamed file", () => renameSync(join(root, "app", "b.ts"), join(root, "app", "z.ts"))],
    ["an input that came to exist", () => writeFileSync(join(root, "missing.json"), "{}")],
    [
      "text moved from one file to the next",
      () => {
        writeFileSync(join(root, "app", "a.ts"), "onet");
        writeFileSync(join(root, "app", "b.ts"), "wo");
      },
    ],
  ])("%s changes it", (_what, change) => {
    const before = hash();
    change();
    expect(hash()).not.toBe(before);
  });

  test("a checkout that touches file times leaves it", () => {
    const before = hash();
    utimesSync(join(root, "app", "a.ts"), 1, 1);
    expect(hash()).toBe(before);
  });

  test("what is excluded does not count", () => {
    const before = hash();
    writeFileSync(join(root, "app", "web", "page.tsx"), "another page");
    expect(hash()).toBe(before);
  });
});

describe("isFresh", () => {
  test("only with the same hash, and with everything built still there", () => {
    const stamp = join(root, "dist", ".stamp");
    const output = join(root, "app", "a.ts");
    expect(isFresh(stamp, "h1", [output])).toBe(false);
    writeStamp(stamp, "h1");
    expect(isFresh(stamp, "h1", [output])).toBe(true);
    expect(isFresh(stamp, "h2", [output])).toBe(false);
    expect(isFresh(stamp, "h1", [join(root, "gone")])).toBe(false);
    removeStamp(stamp);
    expect(isFresh(stamp, "h1", [output])).toBe(false);
  });
});
