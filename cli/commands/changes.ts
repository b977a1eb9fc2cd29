import type { ChangeAnswer } from "../../app/contract/change.ts";
import type { Api } from "../api.ts";
import { changeText } from "../terminal/line-text.ts";
import type { Output } from "../terminal/output.ts";
import { newestRows } from "./pages.ts";
import type { Range } from "./search.ts";

/** Prints the newest changes of a range: who did what. @returns how many */
export async function changes(api: Api, output: Output, range: Range): Promise<number> {
  const found = await newestRows<ChangeAnswer>(api, output, "/changes", { ...range });
  for (const change of found) output.out(change, changeText);
  return found.length;
}
