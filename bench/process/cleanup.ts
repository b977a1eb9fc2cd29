const stops = new Set<() => Promise<unknown>>();
let isEnding = false;

/**
 * What must be stopped before its directory goes: a Postgres whose files vanish under it never ends.
 *
 * @returns takes the promise back; call it when the thing was stopped in the ordinary way
 */
export function stopWhenInterrupted(stop: () => Promise<unknown>): () => void {
  stops.add(stop);
  return () => void stops.delete(stop);
}

/** Stops what is running, the youngest first, and exits; directories are removed on exit. */
export async function endEarly(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  for (const stop of [...stops].reverse()) await stop().catch(() => {});
  process.exit(exitCode);
}
