import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What this process has on the way to a store, wherever that is. */
export function filesOnTheWay(): string[] {
  return ["/dev/shm", tmpdir()].flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => name.startsWith(`draintrail-blocks-${process.pid}-`))
      .flatMap((dir) => readdirSync(path.join(parent, dir))),
  );
}
