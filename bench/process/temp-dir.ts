import { rmSync } from "node:fs";
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const dirs = new Set<string>();
process.on("exit", () => {
  for (const dir of dirs) removeDir(dir);
});

/** A directory that is gone when we are. Removed earlier by `removeDir`. */
export async function makeTempDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "draintrail-bench-"));
  await chmod(dir, 0o711); // under root Postgres runs as another user, who must pass through
  dirs.add(dir);
  return dir;
}

export function removeDir(dir: string): void {
  dirs.delete(dir);
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
