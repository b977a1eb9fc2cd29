import { Patterns } from "./patterns.ts";
import { SourceMemory } from "./source-names.ts";
import { SecondMemory } from "./timestamp.ts";

/** What the frames of one batch teach about the next. */
export interface ReadingMemory {
  sources: SourceMemory;
  seconds: SecondMemory;
  patterns: Patterns;
}

export function createReadingMemory(): ReadingMemory {
  return { sources: new SourceMemory(), seconds: new SecondMemory(), patterns: new Patterns() };
}
