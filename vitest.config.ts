import { defineConfig } from "vitest/config";

// unit: pure, no services. int: real Postgres, Redis and ClickHouse. browser: the built dashboard in Chromium.
//
// `isolate: false`: the files a worker gets share its modules, which are loaded once a worker instead of once a file (a fourth of
// the whole run). So nothing may be left in a module: a file that needs a process of its own starts one.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          isolate: false,
          sequence: { groupOrder: 0 },
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/**/*.int.test.ts", "test/**/*.browser.test.ts"],
          testTimeout: 60_000, // properties run thousands of times, on whatever machine; only what hangs should end here
        },
      },
      {
        test: {
          name: "int",
          sequence: { groupOrder: 1 },
          include: ["test/**/*.int.test.ts"],
          globalSetup: ["test/support/global-setup.ts"],
          pool: "forks", // chDB holds one data directory per process at a time
          isolate: false,
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          sequence: { groupOrder: 2 },
          include: ["test/**/*.browser.test.ts"],
          globalSetup: ["test/support/global-setup.ts"],
          pool: "forks",
          isolate: false,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
