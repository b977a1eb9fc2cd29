import { printQuery } from "../../contract/query/print.ts";
import { addFilter, type FilterSense, toggleFilter } from "./query-edit.ts";

/**
 * The search narrowed by a button: `toggleFilter`, or `addFilter` where a button does not stay pressed. A pasted log line
 * is one text to the parser, whatever follows it, so it is first written as the conditions that it is read as.
 */
export async function narrowQuery(
  query: string,
  change: { field: string; value: string; sense: FilterSense },
  how: "toggle" | "add",
): Promise<string> {
  const edit = how === "toggle" ? toggleFilter : addFilter;
  const base = query.trim() === "" ? "" : await spelledOut(query);
  return edit(base, change.field, change.value, change.sense);
}

/** The parser comes when it is needed: most visits search for nothing at first. */
async function spelledOut(query: string): Promise<string> {
  const { readPastedLine } = await import("../../contract/query/pasted-line.ts");
  const tree = readPastedLine(query)?.tree;
  return tree === undefined ? query : printQuery(tree.type === "pasted" ? tree.node : tree);
}
