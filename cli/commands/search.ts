import type { Line } from "../../app/contract/line.ts";
import type { Api } from "../api.ts";
import { lineText } from "../terminal/line-text.ts";
import type { Output } from "../terminal/output.ts";
import { newestRows } from "./pages.ts";

export interface Range {
  query: string;
  from: string;
  to?: string | undefined;
  count: number;
}

/** Prints the newest lines of a range. @returns how many */
export async function search(api: Api, output: Output, range: Range): Promise<number> {
  const lines = await newestRows<Line>(api, output, "/logs", { ...range });
  for (const line of lines) output.out(line, lineText);
  return lines.length;
}
