import type { PatternPiece } from "./values.ts";

/**
 * What the patterns of one query may cost. No engine of ours backtracks, so a pattern takes at most its states times the
 * characters it reads; but that is a lot for `a.{0,999}a.{0,999}`, and a tail pays it on the loop that serves everyone.
 */

/**
 * States of all patterns of one query together. All of them in one pattern (`a.{0,245}[bz]`) cost re2js 14 ms on 9,900
 * times `a`, once, and 0.2 s on the worst text there is, which is `a` and `b` at random: the automaton is then built anew
 * for each character. `a.{0,999}a.{0,999}a.{0,999}[bz]` took 1 to 5 s. A UUID in full costs 78, `.{0,100}` 202.
 */
export const QUERY_STATES_MAX = 500;

/** What one sign costs. Classes cost more than characters, because it is by them that many states are alive at a time. */
export const STATES = { character: 1, class: 2, unicodeClass: 8 } as const;

/** In a word with wildcards, characters are found like text: four in a row cost one state. */
const WORD_CHARS_PER_STATE = 4;

/** The states that a query has left; patterns take theirs in the order in which they are written. */
export class StatesLeft {
  private left = QUERY_STATES_MAX;

  /** @returns null when they are granted; else what is wrong, as the end of a sentence */
  take(states: number): string | null {
    if (states <= this.left) {
      this.left -= states;
      return null;
    }
    return `needs ${states.toLocaleString("en")} states, and ${this.left} of the query's ${QUERY_STATES_MAX} are left (.{0,100} costs 202, .* only 4)`;
  }
}

/** What a word with wildcards costs. Those at either end cost nothing: what lies between them is found as text. */
export function statesOfPattern(pieces: readonly PatternPiece[]): number {
  const isStar = (piece: PatternPiece | undefined) =>
    piece !== undefined && "wildcard" in piece && piece.wildcard === "*";
  const inner = pieces.slice(isStar(pieces[0]) ? 1 : 0, isStar(pieces.at(-1)) ? -1 : undefined);
  if (inner.every((piece) => "text" in piece)) return 0;
  return inner.reduce(
    (sum, piece) => sum + ("text" in piece ? Math.ceil(piece.text.length / WORD_CHARS_PER_STATE) : STATES.class),
    0,
  );
}
