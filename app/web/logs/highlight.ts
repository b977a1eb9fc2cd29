import type { QueryNode } from "../../contract/query/tree.ts";
import type { TerminalRun } from "./terminal-text.ts";

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

/** A mark is an element of the page; what a line holds more often than this is seen without. */
const MARKS_MAX = 200;

/** The text in pieces that join to it again; `isHit` marks the matched ones. */
export function markWords(text: string, words: readonly string[]): { text: string; isHit: boolean }[] {
  const lower = text.toLowerCase();
  // Some letters change length in lower case; positions would then lie, so such rare text goes unmarked.
  if (words.length === 0 || lower.length !== text.length) return [{ text, isHit: false }];
  const pieces: { text: string; isHit: boolean }[] = [];
  // Where each word stands next; looked up again only once it is passed, so that the text is read once for each word.
  const ahead = words.map((word) => ({ at: lower.indexOf(word), length: word.length, word }));
  let from = 0;
  for (let marks = 0; marks < MARKS_MAX; marks += 1) {
    let next: (typeof ahead)[number] | null = null;
    for (const each of ahead) {
      if (each.at !== -1 && each.at < from) each.at = lower.indexOf(each.word, from);
      if (each.at === -1) continue;
      if (!next || each.at < next.at || (each.at === next.at && each.length > next.length)) next = each;
    }
    if (!next) break;
    if (next.at > from) pieces.push({ text: text.slice(from, next.at), isHit: false });
    from = next.at + next.length;
    pieces.push({ text: text.slice(next.at, from), isHit: true });
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isHit: false });
  return pieces;
}

/**
 * The same for text in runs of one look: a hit may reach over several of them.
 *
 * @param runs  none empty
 */
export function markRuns(
  runs: readonly TerminalRun[],
  words: readonly string[],
): { isHit: boolean; runs: TerminalRun[] }[] {
  let at = 0;
  let used = 0;
  return markWords(runs.map((run) => run.text).join(""), words).map(({ text, isHit }) => {
    const parts: TerminalRun[] = [];
    for (let left = text.length; left > 0; ) {
      const run = runs[at] as TerminalRun;
      const part = run.text.slice(used, used + left);
      parts.push({ text: part, look: run.look });
      left -= part.length;
      used += part.length;
      if (used === run.text.length) {
        at += 1;
        used = 0;
      }
    }
    return { isHit, runs: parts };
  });
}
