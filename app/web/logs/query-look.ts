/** Colours of the query language in the editor: a rough reading, word by word; the parser alone decides what is meant. */

export type QueryPart = "phrase" | "joint" | "name" | "pattern";

const PARTS: readonly [RegExp, QueryPart | null][] = [
  [/\s+/y, null],
  [/-?"(?:[^"\\]|\\.)*"?/y, "phrase"],
  [/(?:or|and|not)(?=[\s()]|$)/iy, "joint"],
  [/[()]/y, "joint"],
  [/-?[\w.@-]+(?=[:=])/y, "name"],
  [/[:=](?:>=|<=|>|<)?/y, "joint"],
  [/\/(?:[^/\\]|\\.)+\/i?(?=[\s()]|$)/y, "pattern"],
  [/[^\s()":=]+/y, null],
];

/** The coloured parts of a query in order, half open; what lies between has the text's own colour. */
export function queryParts(text: string): { from: number; to: number; part: QueryPart }[] {
  const found: { from: number; to: number; part: QueryPart }[] = [];
  let at = 0;
  while (at < text.length) {
    let to = at + 1;
    for (const [pattern, part] of PARTS) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (!match) continue;
      to = at + match[0].length;
      if (part !== null) found.push({ from: at, to, part });
      break;
    }
    at = to;
  }
  return found;
}
