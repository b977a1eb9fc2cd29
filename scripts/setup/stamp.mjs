import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * One hash over the names and contents of all files below `inputs`, so that a change, an addition, a removal and a
 * rename each give another one, and a checkout that only touches file times does not.
 *
 * @param inputs   files and directories relative to `root`; those that do not exist count as empty
 * @param exclude  paths relative to `root` to leave out
 */
export function hashInputs(root, inputs, exclude = []) {
  const hash = createHash("sha256");
  const add = (path) => {
    if (exclude.includes(path)) return;
    const entries = readEntries(join(root, path));
    if (entries !== null) {
      for (const name of entries) add(`${path}/${name}`);
      return;
    }
    const content = readFile(join(root, path));
    // The length in front keeps two files' contents from being read as one other file's.
    if (content !== null) hash.update(`${path}\0${content.length}\0`).update(content);
  };
  for (const input of inputs) add(input);
  return hash.digest("hex");
}

/** Whether `stampFile` records this very hash and everything it vouches for is still there. */
export function isFresh(stampFile, hash, outputs) {
  return readFile(stampFile)?.toString("utf8") === hash && outputs.every((path) => existsSync(path));
}

/** Before a build: one that is killed half-way must not look like a finished one. */
export function removeStamp(stampFile) {
  rmSync(stampFile, { force: true });
}

export function writeStamp(stampFile, hash) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
}

function readEntries(path) {
  try {
    return readdirSync(path).sort();
  } catch {
    return null;
  }
}

function readFile(path) {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
