import { defineConfig } from "vitest/config";

// unit: pure, seconds, no services. int: real Postgres, Redis and ClickHouse. browser: the built dashboard in Chromium.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          sequence: { groupOrder: 0 },
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/**/*.int.test.ts", "test/**/*.browser.test.ts"],
        },
      },
      {
        test: {
          name: "int",
          sequence: { groupOrder: 1 },
          include: ["test/**/*.int.test.ts"],
          globalSetup: ["test/support/global-setup.ts"],
          pool: "forks", // one process a file: chDB holds one data directory per process
          maxWorkers: 2,
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
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
