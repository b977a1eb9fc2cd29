import type { TextOptions } from "./line-text.ts";

/** What a command says, and where: what was asked for to `out`, what there is to know about it to `note`. */
export interface Output {
  out(text: string): void;
  note(text: string): void;
  text: TextOptions;
  isJson: boolean;
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
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    text: {
      hasColour: options.color ?? isLookedAt,
      isLocal: options.local === true,
      namesApp: options.apps === true,
    },
    isJson: options.json === true,
  };
}
