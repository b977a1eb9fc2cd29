import type { QueryNode } from "./tree.ts";
import { negates, quote } from "./words.ts";

/**
 * Writes a tree as a query that reads back as the same tree.
 *
 * @returns "" for null, which matches every line
 */
export function printQuery(tree: QueryNode | null): string {
  if (tree === null) return "";
  return tree.type === "pasted" ? tree.text : print(tree);
}

function print(node: QueryNode): string {
  switch (node.type) {
    case "or":
      return node.nodes.map((inner) => (inner.type === "or" ? grouped(inner) : print(inner))).join(" OR ");
    case "and":
      return node.nodes
        .map((inner) => (inner.type === "or" || inner.type === "and" ? grouped(inner) : print(inner)))
        .join(" ");
    case "not": {
      const inner = node.node.type === "text" || node.node.type === "field" ? print(node.node) : grouped(node.node);
      // `-` before a word like `->` would not be a negation.
      return negates(`-${inner}`, 0) ? `-${inner}` : `NOT ${inner}`;
    }
    case "text":
    case "field":
      return node.raw;
    case "literal":
      return quote(node.text);
    case "pasted":
      // Reached only inside a larger tree, where the text as it was typed would be read otherwise.
      return grouped(node.node);
  }
}

function grouped(node: QueryNode): string {
  return `(${print(node)})`;
}

/** The condition "this field has exactly this value", for a click on a facet. */
export function termFor(field: string, value: string): string {
  const name = /^[A-Za-z_@#$][\w.@#$-]*$/.test(field) ? field : quote(field);
  return /^[\w.-]+$/.test(value) && !/^-/.test(value) ? `${name}:${value}` : `${name}:${quote(value)}`;
}
