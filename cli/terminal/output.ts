import { once } from "node:events";
import type { TextOptions } from "./line-text.ts";
import { safeJson, safeJsonText } from "./safe-text.ts";

/** What a command says, and where: what was asked for to `out`, what there is to know about it to `note`. */
export interface Output {
  out<Row>(row: Row, textOf: (row: Row, options: TextOptions) => string): void;
  /** Whole lines of JSON, each with its line feed; done once whoever reads has room for more. */
  outJson(lines: string): Promise<void>;
  note(text: string): void;
}

export interface OutputOptions {
  json?: boolean;
  local?: boolean;
  apps?: boolean;
  color?: boolean;
}

/** @param options.color  undefined: where a person looks, unless NO_COLOR is set (no-color.org) */
export function outputOf(options: OutputOptions): Output {
  const isLookedAt = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const text = {
    hasColour: options.color ?? isLookedAt,
    isLocal: options.local === true,
    namesApp: options.apps === true,
  };
  return {
    out: (row, textOf) => void process.stdout.write(`${options.json ? safeJson(row) : textOf(row, text)}\n`),
    async outJson(lines) {
      if (!process.stdout.write(safeJsonText(lines))) await once(process.stdout, "drain");
    },
    note: (words) => void process.stderr.write(`${words}\n`),
  };
}
