/**
 * The rate at which all cores would be busy if the parts cost what they cost alone and nothing else cost anything.
 *
 * @param cpuPerMillion CPU-seconds per million lines, one of each part
 */
export function ceilingLinesPerSecond(cores: number, cpuPerMillion: readonly number[]): number {
  return (cores / cpuPerMillion.reduce((sum, part) => sum + part, 0)) * 1e6;
}
