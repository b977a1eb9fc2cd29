import type { QueryNode } from "../../contract/query/tree.ts";

/**
 * Must every line that is found hold something like an id in its text: eight letters and digits or more in a row, three
 * digits among them? Then few lines will, as a rule, and they may be anywhere in the range. A guess that only decides
 * where a search begins.
 */
export function asksForId(tree: QueryNode | null): boolean {
  switch (tree?.type) {
    case "and":
      return tree.nodes.some(asksForId);
    case "or":
      return tree.nodes.every(asksForId);
    case "pasted":
      return asksForId(tree.node);
    case "text":
    case "literal":
      return tree.text.split(/[^\w*?-]+/).some((word) => ID.test(word));
    default:
      return false;
  }
}

const ID = /^(?=(?:.*\d){3})[\w-]{8,}$/;
