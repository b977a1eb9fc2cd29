import type { ExclusionAnswer } from "../../contract/api.ts";
import { bytes, count, counted } from "../lib/amounts.ts";

/** What a filter would have kept out of the last day. */
export function previewWords(matching: number, all: number): string {
  if (all === 0) return "No line came in the last 24 hours, so there is nothing to try this on.";
  if (matching === 0) return `None of the ${counted(all, "line")} of the last 24 hours matches.`;
  if (matching === all)
    return `This matches all of the ${counted(all, "line")} of the last 24 hours: nothing would be stored.`;
  const share = (matching / all) * 100;
  const percent = share < 1 ? "less than 1 %" : `${Math.floor(share)} %`;
  return `${count(matching)} of the ${counted(all, "line")} of the last 24 hours ${matching === 1 ? "matches" : "match"} (${percent}).`;
}

/** `1,204 lines, 283 kB`; `none` */
export function amountWords({ lines, bytes: size }: ExclusionAnswer["excluded"]["day"]): string {
  return lines === 0 ? "none" : `${counted(lines, "line")}, ${bytes(size)}`;
}
