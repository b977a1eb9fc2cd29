/**
 * `npm test`, after `pretest` has set everything up: every check there is, cheap ones first. A stage that fails does
 * not stop the next, and the last line is the sum: `N passed, N failed`. Exit code 1 when anything failed or nothing
 * ran. A check that is not a test run (types, lint, imports) counts as one test.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { addUp, closingLine, countCheck, countVitest, failuresOf } from "./tests/totals.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const reports = mkdtempSync(join(tmpdir(), "draintrail-tests-"));

const stages = [
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "types of the dashboard", command: ["tsc", "-p", "app/web"] },
  { name: "lint", command: ["biome", "ci", "."] },
  {
    name: "import rules",
    command: ["depcruise", "--config", ".dependency-cruiser.cjs", "app", "cli", "workers", "migrations", "sandbox"],
  },
  { name: "unit tests", project: "unit" },
  { name: "integration tests", project: "int" },
  { name: "browser tests", project: "browser" },
];

const totals = [];
const failures = [];
for (const stage of stages) {
  console.log(`\n— ${stage.name}`);
  totals.push(stage.project ? await runVitest(stage.project) : countCheck(await run(stage.command)));
}
rmSync(reports, { recursive: true, force: true });

const sum = addUp(totals);
console.log("");
for (const [index, { failed }] of totals.entries()) {
  if (failed > 0) console.log(`✗ ${stages[index].name}: ${failed} failed`);
}
for (const failure of failures) console.log(`  ${failure}`);
console.log(closingLine(sum));
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;

/** The report goes to a file, so that what a person reads stays vitest's own. */
async function runVitest(project) {
  const report = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run(["vitest", "run", "--project", project, ...reporters]);
  const told = readReport(report);
  failures.push(...failuresOf(told, root));
  return countVitest(told, code);
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** Runs a tool of node_modules with our own output; its exit code. */
function run([command, ...args]) {
  const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const child = spawn(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, PATH: path } });
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
