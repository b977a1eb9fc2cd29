import type { TraceAnswer } from "../../app/contract/api.ts";
import type { Api } from "../api.ts";
import { lineText } from "../terminal/line-text.ts";
import type { Output } from "../terminal/output.ts";

/** Prints what is known of one request, oldest first. @returns how many lines */
export async function trace(api: Api, output: Output, requestId: string): Promise<number> {
  const found = await api.get<TraceAnswer>(`/logs/trace/${encodeURIComponent(requestId)}`);
  for (const line of found.data) output.out(line, lineText);
  if (found.partial) output.note("note: a part of the search took too long; there may be more lines.");
  return found.data.length;
}
