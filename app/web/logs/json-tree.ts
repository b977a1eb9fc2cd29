/**
 * A JSON message as a tree of its own pieces of text, to be shown with indentation. Nothing in it is a value: numbers
 * stay as written (`JSON.parse` rounds beyond 2^53), strings keep their escapes, a name written twice stands twice.
 */

/** A plain value as written, or an object or array. */
export type JsonPart = string | JsonGroup;

export interface JsonGroup {
  open: "{" | "[";
  close: "}" | "]";
  members: JsonMember[];
}

export interface JsonMember {
  /** As written, quotes included; null in an array. */
  name: string | null;
  value: JsonPart;
}

/** Each part is an element of the page, and a line of JSON has tens of them. A message beyond is shown as it came. */
const PARTS_MAX = 2000;
/** Each level indents, and nests elements; nobody reads deeper. */
const DEPTH_MAX = 24;

/** In sound JSON: strings, brackets, and plain values; the signs between them go without saying. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s"{}[\],:]+/g;

/** @returns null when `text` is not one JSON object or array with something in it, or is more than anyone reads */
export function jsonTree(text: string): JsonGroup | null {
  if (!/^\s*[{[]/.test(text) || !isJson(text)) return null;
  const root: JsonGroup = { open: "[", close: "]", members: [] };
  const path = [root];
  let name: string | null = null;
  let parts = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    const group = path.at(-1) ?? root;
    if (token === "}" || token === "]") path.pop();
    else if (group.open === "{" && name === null) name = token;
    else {
      const value = token === "{" || token === "[" ? newGroup(token) : token;
      group.members.push({ name, value });
      name = null;
      if (typeof value !== "string") path.push(value);
      parts += 1;
      if (parts > PARTS_MAX || path.length > DEPTH_MAX) return null;
    }
  }
  const tree = root.members[0]?.value;
  return typeof tree === "object" && tree.members.length > 0 ? tree : null;
}

function newGroup(open: JsonGroup["open"]): JsonGroup {
  return { open, close: open === "{" ? "}" : "]", members: [] };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
