import type { RedisConnections } from "./connection.ts";
import { apiLinesKey } from "./spool-names.ts";

/**
 * Lines of Heroku's API that are stored as lines and wait to become changes. They are put here in the very step that
 * acknowledges their batch (spool-scripts.ts), so each of them is in the spool, or here, or a change.
 */
export interface ApiLines {
  /**
   * Gives the oldest of them to `store` and lets go of them when it succeeds. After a crash in between they are given
   * again, and to two at once after a pause: what is stored must be the same the second time.
   *
   * @returns false when none wait, or another process is at it
   */
  work(store: (batches: string[]) => Promise<void>): Promise<boolean>;
  /** Whether lines of this resource wait. Reads all that waits: for background work only. */
  hold(resourceId: string): Promise<boolean>;
}

/** Batches of one call; each has a few hundred lines at most. */
const BATCHES_MAX = 50;
/** An insert takes well under a second; a process that died at it is succeeded after this. */
const LOCK_MS = 30_000;
const LOCK = "api-lines:at-work";

export function openApiLines({ commands }: RedisConnections): ApiLines {
  return {
    async work(store) {
      const entries = await commands.xrange(apiLinesKey, "-", "+", "COUNT", BATCHES_MAX);
      if (entries.length === 0) return false;
      if ((await commands.set(LOCK, "1", "PX", LOCK_MS, "NX")) === null) return false;
      try {
        await store(entries.map(([, fields]) => fields[1] as string));
        await commands.xdel(apiLinesKey, ...entries.map(([id]) => id));
      } finally {
        await commands.del(LOCK);
      }
      return true;
    },
    async hold(resourceId) {
      for (let from = "-"; ; ) {
        const entries = await commands.xrange(apiLinesKey, from, "+", "COUNT", BATCHES_MAX);
        if (entries.some(([, fields]) => fields[1]?.includes(resourceId))) return true;
        const last = entries.at(-1);
        if (last === undefined) return false;
        from = `(${last[0]}`;
      }
    },
  };
}
