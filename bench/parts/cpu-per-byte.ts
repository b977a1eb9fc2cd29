const ROUNDS = 6;
const ROUND_MS = 150;

/** CPU, nanoseconds a byte, of the best of some rounds. @param work done again and again; says how many bytes that was */
export function cpuPerByte(work: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const clock = startRound();
    let bytes = 0;
    while (!clock.isOver()) bytes += work();
    best = Math.min(best, clock.cpuNs() / bytes);
  }
  return best;
}

/** The same of work that steps aside now and then. */
export async function cpuOf(work: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const clock = startRound();
    let bytes = 0;
    while (!clock.isOver()) bytes += await work();
    best = Math.min(best, clock.cpuNs() / bytes);
  }
  return best;
}

function startRound() {
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  return {
    isOver: () => performance.now() - startedAtMs >= ROUND_MS,
    cpuNs() {
      const { user, system } = process.cpuUsage(before);
      return (user + system) * 1000;
    },
  };
}
