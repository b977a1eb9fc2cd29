import { ERROR_LEVELS } from "../../contract/api.ts";
import type { LineKind, LineLevel } from "../../contract/line.ts";

/** Over quota one line in ten of the ordinary ones is kept: enough to see the traffic's shape. */
const SAMPLE_ONE_IN = 10;

/**
 * Over the day's quota nothing goes dark: platform lines, errors and changes are kept, ordinary router and app lines
 * are sampled. Depends on the line and its place in the frame only, so that a replayed batch sheds the same lines.
 */
export function isKeptOverQuota(line: { kind: LineKind; level: LineLevel }, lineIndex: number): boolean {
  const isOrdinary = line.kind === "app" || line.kind === "router" || line.kind === "other";
  return !isOrdinary || ERROR_LEVELS.includes(line.level) || lineIndex % SAMPLE_ONE_IN === 0;
}
