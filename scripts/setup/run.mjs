import { spawn } from "node:child_process";
import { SetupError } from "./report.mjs";

const tailLines = 30;

/**
 * Runs a command quietly and waits for it.
 *
 * @returns `{ code, output }`; code 127 when there is no such program
 */
export function run(command, args, { cwd, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** @throws SetupError with the end of the output when the command fails */
export async function runOrFail(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0)
    throw new SetupError(`\`${[command, ...args].join(" ")}\` failed (exit code ${code}).`, tailOf(output));
  return output;
}

export function tailOf(output) {
  return output.trimEnd().split("\n").slice(-tailLines).join("\n");
}

/** How to become root without asking a person: `[]` as root, `["sudo", "-n"]` where that works, else `null`. */
export async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return (await run("sudo", ["-n", "true"])).code === 0 ? ["sudo", "-n"] : null;
}
