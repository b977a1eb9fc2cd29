import { z } from "zod";

/** A name that people give something, and read in a list: in one line, of so many characters at most. */
export function nameMember(charsMax: number) {
  return z
    .string("must be a string")
    .trim()
    .min(1, "must not be empty")
    .max(charsMax, `must have at most ${charsMax} characters`)
    .regex(/^\P{Cc}*$/u, "must have no control characters");
}
