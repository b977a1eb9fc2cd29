import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyState, type State } from "./state.ts";

/** Changes within this time are written together. */
const saveDelayMs = 50;

/** The state and how it reaches the disk. */
export interface StateFile {
  readonly state: State;
  /** Asks for a write soon; cheap, call it after every change. */
  save(): void;
  /** Writes now, if anything was asked for. */
  flush(): void;
}

/**
 * Opens `state.json` in a directory, or keeps the state in memory when there is no directory.
 *
 * A file that cannot be read, or is of another version, is renamed to `state.json.unread` and the sandbox starts empty:
 * a demo that starts is worth more than an old demo's rows.
 *
 * @throws when the directory cannot be made or written
 */
export function openStateFile(dataDir: string | null, clientSecret: string): StateFile {
  if (dataDir === null) {
    return { state: emptyState(clientSecret), save: () => {}, flush: () => {} };
  }
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "state.json");
  const state = readState(path, clientSecret);
  let timer: NodeJS.Timeout | null = null;

  const write = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    writeWhole(path, JSON.stringify(state));
  };
  return {
    state,
    save: () => {
      timer ??= setTimeout(write, saveDelayMs);
    },
    flush: () => {
      if (timer) write();
    },
  };
}

/** Write beside, then rename: a reader or a crash meets the old file or the new one, never half of it. */
export function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, path);
}

function readState(path: string, clientSecret: string): State {
  if (!existsSync(path)) return emptyState(clientSecret);
  try {
    const read = JSON.parse(readFileSync(path, "utf8")) as State;
    // The caller's secret wins: it is what the service under test will send.
    if (read.version === 1) {
      // Accounts of a file from before there were trails have none.
      const enterpriseAccounts = (read.enterpriseAccounts ?? []).map((row) => ({ ...row, trail: row.trail ?? null }));
      return { ...emptyState(clientSecret), ...read, enterpriseAccounts, clientSecret };
    }
  } catch {
    // Falls through: set aside like a file of another version.
  }
  renameSync(path, `${path}.unread`);
  return emptyState(clientSecret);
}
