import type { Turn } from "./judge.ts";

/** What is kept of an alert's turn, and whether its place is told. */
export interface Telling extends Turn {
  isTold: boolean;
}

export interface Hearing {
  /** Whether whoever is told believes that the alert fires: what they were told last. */
  believesFiring: boolean;
  /** Nobody is told of windows that end before it; null: not muted. */
  mutedUntilMinute: number | null;
}

/**
 * A mute keeps alarms back, and the ends of those that it kept back. It does not keep back the end of an alarm that was told: an
 * incident would stay open for good. What still fires when a mute is over is told then.
 *
 * @param now how the last window was judged; null when it could say nothing
 */
export function tellings(
  turns: readonly Turn[],
  now: Turn | null,
  { believesFiring, mutedUntilMinute }: Hearing,
): Telling[] {
  const isMuted = ({ minute }: Turn) => mutedUntilMinute !== null && mutedUntilMinute > minute;
  let believes = believesFiring;
  const told = turns.map((turn): Telling => {
    const isTold = turn.state === "firing" ? !isMuted(turn) : believes;
    if (isTold) believes = turn.state === "firing";
    return { ...turn, isTold };
  });
  if (now?.state === "firing" && !believes && !isMuted(now)) told.push({ ...now, isTold: true });
  return told;
}
