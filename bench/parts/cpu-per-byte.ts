const ROUNDS = 6;
const ROUND_MS = 150;

/** CPU, nanoseconds a byte, of the best of some rounds. @param work done again and again; says how many bytes that was */
export async function cpuPerByte(work: () => number | Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    let bytes = 0;
    const startedAtMs = performance.now();
    const before = process.cpuUsage();
    while (performance.now() - startedAtMs < ROUND_MS) bytes += await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, ((user + system) * 1000) / bytes);
  }
  return best;
}
