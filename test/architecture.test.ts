import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../app/lib/project-root.ts";

const { forbidden, options } = createRequire(import.meta.url)(path.join(projectRoot, ".dependency-cruiser.cjs"));

/** Which rules a tree of files breaks, `from -> to` for each. */
async function broken(files: Record<string, string>): Promise<{ rule: string; from: string }[]> {
  const dir = mkdtempSync(path.join(tmpdir(), "draintrail-imports-"));
  const back = process.cwd();
  try {
    symlinkSync(path.join(projectRoot, "node_modules"), path.join(dir, "node_modules"));
    writeFileSync(path.join(dir, "package.json"), '{ "type": "module" }');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
      writeFileSync(path.join(dir, name), text);
    }
    process.chdir(dir);
    const folders = [...new Set(Object.keys(files).map((name) => name.split("/")[0] as string))];
    const { output } = await cruise(folders, {
      ...options,
      tsConfig: undefined,
      validate: true,
      ruleSet: { forbidden },
      baseDir: dir,
    });
    return (output as ICruiseResult).summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  } finally {
    process.chdir(back);
    rmSync(dir, { recursive: true, force: true });
  }
}

const empty = "export const x = 1;\n";
const importing = (what: string) => `import * as it from "${what}";\nexport const x = it;\n`;

describe("imports go one way", () => {
  it.each([
    ["nothing-imports-the-edge", "app/domain/a.ts", "../http/app.ts", "app/http/app.ts"],
    ["nothing-imports-workers", "app/domain/a.ts", "../../workers/w.ts", "workers/w.ts"],
    ["domain-goes-down", "app/domain/a.ts", "../boot.ts", "app/boot.ts"],
    ["stores-are-leaves", "app/stores/postgres/a.ts", "../../domain/b.ts", "app/domain/b.ts"],
    ["stores-of-one-engine", "app/stores/postgres/a.ts", "../redis/b.ts", "app/stores/redis/b.ts"],
    ["clients-are-leaves", "app/clients/a.ts", "../stores/redis/b.ts", "app/stores/redis/b.ts"],
    ["lib-is-a-leaf", "app/lib/a.ts", "../errors.ts", "app/errors.ts"],
    ["contract-is-a-leaf", "app/contract/a.ts", "../lib/b.ts", "app/lib/b.ts"],
    ["errors-is-a-leaf", "app/errors.ts", "./lib/b.ts", "app/lib/b.ts"],
    ["web-knows-the-contract-only", "app/web/a.ts", "../lib/b.ts", "app/lib/b.ts"],
    ["sandbox-stands-alone", "sandbox/a.ts", "../app/lib/b.ts", "app/lib/b.ts"],
    ["nothing-imports-the-sandbox", "app/lib/a.ts", "../../sandbox/b.ts", "sandbox/b.ts"],
  ])("%s fails for %s importing %s", async (rule, from, specifier, to) => {
    const found = await broken({ [from]: importing(specifier), [to]: empty });
    expect(found).toContainEqual({ rule, from });
  });

  it.each([
    ["contract-without-node", "app/contract/a.ts", "node:fs"],
    ["express-only-at-the-edge", "app/domain/a.ts", "express"],
    ["bull-only-in-queues", "workers/a.ts", "bull"],
    ["drivers-only-in-stores", "app/domain/a.ts", "ioredis"],
    ["drivers-only-in-stores", "app/http/a.ts", "@clickhouse/client"],
  ])("%s fails for %s importing %s", async (rule, from, specifier) => {
    expect(await broken({ [from]: importing(specifier) })).toContainEqual({ rule, from });
  });

  it("no-circular fails for two files that import each other", async () => {
    const found = await broken({ "app/lib/a.ts": importing("./b.ts"), "app/lib/b.ts": importing("./a.ts") });
    expect(found.map(({ rule }) => rule)).toContain("no-circular");
  });

  it("nothing fails for what the house allows", async () => {
    const found = await broken({
      "app/http/app.ts": importing("../domain/verb.ts"),
      "app/domain/verb.ts": importing("../stores/postgres/rows.ts"),
      "app/stores/postgres/rows.ts": importing("../../lib/leaf.ts"),
      "app/lib/leaf.ts": empty,
    });
    expect(found).toEqual([]);
  });
});

/** Our server-side sources, without comments: path to text. */
const sources = new Map<string, string>();
beforeAll(() => {
  for (const folder of ["app", "workers", "migrations"])
    for (const entry of readdirSync(path.join(projectRoot, folder), { recursive: true, withFileTypes: true })) {
      const file = path.relative(projectRoot, path.join(entry.parentPath, entry.name));
      if (!entry.isFile() || !/\.tsx?$/.test(file)) continue;
      const text = readFileSync(path.join(projectRoot, file), "utf8");
      sources.set(file, text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, ""));
    }
});
afterAll(() => sources.clear());

const filesWith = (pattern: RegExp, isAllowed: (file: string) => boolean) =>
  [...sources].filter(([file, text]) => !isAllowed(file) && pattern.test(text)).map(([file]) => file);

describe("each thing has one place", () => {
  it("the environment is read by the processes' frame and the release, and by nothing else", () => {
    const allowed = ["app/config.ts", "app/run.ts", "migrations/run.ts", "app/web/vite.config.ts"];
    expect(filesWith(/process\.env/, (file) => allowed.includes(file))).toEqual([]);
  });

  it("SQL is written in stores and migrations", () => {
    const sql =
      /\b(SELECT\s+[\w*(]|INSERT INTO|DELETE FROM|ALTER TABLE|CREATE TABLE|UPDATE \w+ SET)|\b(pg|db|tx|knex)\.raw\(/;
    expect(filesWith(sql, (file) => /^(app\/stores|migrations)\//.test(file))).toEqual([]);
  });

  it("HTTP goes out through clients; the sandbox is driven, and the dashboard is a browser", () => {
    const allowed = (file: string) => /^app\/(clients|web)\//.test(file) || file === "app/start-sandbox.ts";
    expect(filesWith(/(?<![\w.])fetch\(/, allowed)).toEqual([]);
  });

  it("nothing prints to the console: our log is JSON on stdout", () => {
    expect(filesWith(/\bconsole\.\w+\(/, (file) => file.startsWith("app/web/"))).toEqual([]);
  });
});
