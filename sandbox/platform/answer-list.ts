import type { Request, Response } from "express";
import { HerokuError } from "../http/heroku-error.ts";

/** What a `Range` header asks for. */
interface RangeWish {
  key: string;
  /** Lower bound; with `isAfter` the bound itself is left out. */
  from: string;
  isAfter: boolean;
  to: string;
  max: number;
  isDescending: boolean;
}

const pageDefault = 200;
const pageMax = 1_000;

/**
 * Answers a list the way the Platform API pages: 200 with all of it, or 206 with a slice and `Next-Range`.
 *
 * @param keys  members the list may be ordered by, first the default
 * @throws      HerokuError 416 for a range that cannot be read
 * Source: Dev Center "Platform API Reference", Ranges
 */
export function answerList(
  req: Request,
  res: Response,
  rows: object[],
  keys: readonly [string, ...string[]] = ["id"],
): void {
  const wish = readRange(req.get("range"), keys);
  const keyOf = (row: object): string => String((row as Record<string, unknown>)[wish.key] ?? "");
  const sorted = [...rows].sort((a, b) => compare(keyOf(a), keyOf(b)) * (wish.isDescending ? -1 : 1));
  const direction = wish.isDescending ? -1 : 1;
  const within = sorted.filter((row) => {
    const fromBound = wish.from === "" ? 1 : compare(keyOf(row), wish.from) * direction;
    const toBound = wish.to === "" ? -1 : compare(keyOf(row), wish.to) * direction;
    return (wish.isAfter && wish.from !== "" ? fromBound > 0 : fromBound >= 0) && toBound <= 0;
  });
  const slice = within.slice(0, wish.max);
  const [first, last] = [slice[0], slice.at(-1)];
  res.set("Accept-Ranges", keys.join(", "));
  if (first && last) res.set("Content-Range", `${wish.key} ${keyOf(first)}..${keyOf(last)}`);
  if (last && slice.length < within.length) {
    const order = wish.isDescending ? ", order=desc" : "";
    res.status(206).set("Next-Range", `${wish.key} ]${keyOf(last)}..${wish.to}; max=${wish.max}${order}`);
  }
  res.json(slice);
}

function readRange(header: string | undefined, keys: readonly [string, ...string[]]): RangeWish {
  const read = /^(\w+)\s+(\]?)(.*?)\.\.([^;]*)(?:;\s*(.*))?$/.exec(header ?? `${keys[0]} ..`);
  const [, key = "", bracket, from = "", to = "", rest = ""] = read ?? [];
  if (!read || !keys.includes(key)) {
    throw new HerokuError(416, "requested_range_not_satisfiable", `Range must be one of: ${keys.join(", ")}.`);
  }
  const max = Number(/max=(\d+)/.exec(rest)?.[1] ?? pageDefault);
  return {
    key,
    from: from.trim(),
    isAfter: bracket === "]",
    to: to.trim(),
    max: Math.max(1, Math.min(max, pageMax)),
    isDescending: /order=desc/.test(rest),
  };
}

/** Numbers by value, so that release 10 follows release 9. */
function compare(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}
