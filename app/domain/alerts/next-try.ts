/** 15 s, doubled each time, but at most an hour: six hours in all, after which nobody waits for it. */
const ATTEMPTS_MAX = 14;
const RETRY_MS = 15_000;
const RETRY_MS_MAX = 3_600_000;

/**
 * When a message that was not taken is sent again.
 *
 * @param attempts  so far, one at least
 * @returns         null: no more
 */
export function nextTryAt(attempts: number, now: Date): Date | null {
  if (attempts >= ATTEMPTS_MAX) return null;
  return new Date(now.getTime() + Math.min(RETRY_MS * 2 ** (attempts - 1), RETRY_MS_MAX));
}
