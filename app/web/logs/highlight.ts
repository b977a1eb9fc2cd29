import type { QueryNode } from "../../contract/query/tree.ts";

/** Which parts of a message the search's bare words match. Pure, and without regular expressions of the viewer's text. */

const WORDS_MAX = 20;

/** Words and phrases that a matching line holds because of the query, lower case; negations and fields are left out. */
export function treeWords(tree: QueryNode | null): string[] {
  const words = new Set<string>();
  const walk = (node: QueryNode): void => {
    switch (node.type) {
      case "and":
      case "or":
        for (const each of node.nodes) walk(each);
        return;
      case "text":
        words.add(node.isQuoted ? node.text : longestPiece(node.text));
        return;
      case "literal":
        words.add(node.text);
        return;
      case "pasted":
        words.add(node.text);
        walk(node.node);
        return;
      case "field":
        if (node.name === "message" && "text" in node.test && node.test.is !== "compare") words.add(node.test.text);
        return;
      case "not":
        return;
    }
  };
  if (tree) walk(tree);
  return [...words]
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word.length >= 2)
    .slice(0, WORDS_MAX);
}

/** Of `time*out`, the part that stands in the message as it is; a backslash makes the next character plain. */
function longestPiece(source: string): string {
  const pieces = [""];
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] ?? "";
    if (char === "\\" && at + 1 < source.length) {
      at += 1;
      pieces[pieces.length - 1] += source[at] ?? "";
    } else if (char === "*" || char === "?") pieces.push("");
    else pieces[pieces.length - 1] += char;
  }
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), "");
}

/** The text in pieces that join to it again; `isHit` marks the matched ones. */
export function markWords(text: string, words: readonly string[]): { text: string; isHit: boolean }[] {
  const lower = text.toLowerCase();
  // Some letters change length in lower case; positions would then lie, so such rare text goes unmarked.
  if (words.length === 0 || lower.length !== text.length) return [{ text, isHit: false }];
  const pieces: { text: string; isHit: boolean }[] = [];
  let from = 0;
  while (from < text.length) {
    let start = -1;
    let end = -1;
    for (const word of words) {
      const at = lower.indexOf(word, from);
      if (at !== -1 && (start === -1 || at < start || (at === start && at + word.length > end))) {
        start = at;
        end = at + word.length;
      }
    }
    if (start === -1) break;
    if (start > from) pieces.push({ text: text.slice(from, start), isHit: false });
    pieces.push({ text: text.slice(start, end), isHit: true });
    from = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isHit: false });
  return pieces;
}
