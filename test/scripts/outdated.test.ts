import { describe, expect, test } from "vitest";
import { findOutdated } from "../../scripts/setup/outdated.mjs";

const lock = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/pg": { version: "8.0.0" },
    "node_modules/vite": { version: "8.1.0" },
    "node_modules/only-on-mac": { version: "1.0.0", optional: true },
  },
};

describe("findOutdated", () => {
  test("nothing when every package is there in its version, optional ones of other systems left out", () => {
    const installed = {
      packages: { "node_modules/pg": { version: "8.0.0" }, "node_modules/vite": { version: "8.1.0" } },
    };
    expect(findOutdated(lock, installed)).toEqual([]);
  });

  test("packages of another version and missing ones", () => {
    expect(findOutdated(lock, { packages: { "node_modules/pg": { version: "7.9.0" } } })).toEqual([
      "node_modules/pg",
      "node_modules/vite",
    ]);
  });

  test("an optional package that is there has to have its version too", () => {
    const installed = { packages: { ...lock.packages, "node_modules/only-on-mac": { version: "0.9.0" } } };
    expect(findOutdated(lock, installed)).toEqual(["node_modules/only-on-mac"]);
  });

  test("all of them when the record is empty", () => {
    expect(findOutdated(lock, {})).toEqual(["node_modules/pg", "node_modules/vite"]);
  });
});
