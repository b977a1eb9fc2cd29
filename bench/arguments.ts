export interface Arguments {
  /** Names of rows; empty means all. */
  rows: string[];
  /** `--lines N`: the size of the named rows instead of their own. */
  lines: number | null;
}

/** @throws Error, one sentence, for anything that is neither a row nor `--lines N` */
export function readArguments(given: readonly string[], known: readonly string[]): Arguments {
  const found: Arguments = { rows: [], lines: null };
  for (let i = 0; i < given.length; i++) {
    const word = given[i] as string;
    if (word === "--lines") {
      const lines = Number(given[++i]?.replaceAll("_", ""));
      if (!Number.isInteger(lines) || lines < 10_000) throw new Error("--lines wants a whole number from 10000 up");
      found.lines = lines;
      continue;
    }
    const row = known.find((name) => name.toLowerCase() === word.toLowerCase());
    if (!row) throw new Error(`No row ${word}. There are: ${known.join(", ")}`);
    found.rows.push(row);
  }
  if (found.lines !== null && found.rows.length === 0)
    throw new Error("--lines needs the rows it is for: P1 --lines N");
  return found;
}
