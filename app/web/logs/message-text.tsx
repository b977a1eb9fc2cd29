import type { ReactNode } from "react";
import { markRuns, markWords } from "./highlight.ts";
import { withPictures } from "./line-format.ts";
import classes from "./message-text.module.css";
import { terminalRuns } from "./terminal-text.ts";

/** A message in the colours its app gave it, with the search's words marked. All of it is text to React. */
export function MessageText({ text, words }: { text: string; words: readonly string[] }): ReactNode {
  const runs = terminalRuns(text).map((run) => ({ ...run, text: withPictures(run.text) }));
  let at = 0;
  return markRuns(runs, words).map(({ isHit, runs: parts }) => {
    const key = at;
    const drawn = parts.map((run) => {
      const runKey = at;
      at += run.text.length;
      return (
        <span key={runKey} className={classes.run} data-look={run.look || undefined}>
          {run.text}
        </span>
      );
    });
    return isHit ? (
      <mark key={key} className={classes.mark}>
        {drawn}
      </mark>
    ) : (
      drawn
    );
  });
}

/** Text with the search's words marked. */
export function Marked({ text, words }: { text: string; words: readonly string[] }): ReactNode {
  if (words.length === 0) return text;
  let at = 0;
  return markWords(text, words).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.isHit ? (
      <mark key={key} className={classes.mark}>
        {piece.text}
      </mark>
    ) : (
      <span key={key}>{piece.text}</span>
    );
  });
}
