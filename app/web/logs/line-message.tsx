import { useMemo } from "react";
import { JsonMessage } from "./json-message.tsx";
import { jsonTree } from "./json-tree.ts";
import classes from "./line-detail.module.css";
import { withPictures } from "./line-format.ts";
import { Marked, MessageText } from "./message-text.tsx";
import { withoutEscapes } from "./terminal-text.ts";

/** Whether a message is shown otherwise than it is stored: in colours, or as JSON with indentation. */
export function isDrawn(message: string): boolean {
  return withoutEscapes(message) !== message || jsonTree(message) !== null;
}

/** A message in full: drawn, or character by character as it is stored. */
export function LineMessage(props: { message: string; isStored: boolean; words: readonly string[] }) {
  const { message, isStored, words } = props;
  const json = useMemo(() => jsonTree(withoutEscapes(message)), [message]);
  if (json && !isStored)
    return (
      <div className={classes.message} data-json>
        <JsonMessage tree={json} words={words} />
      </div>
    );
  return (
    <pre className={classes.message} data-testid="raw-message">
      {isStored ? <Marked text={withPictures(message)} words={words} /> : <MessageText text={message} words={words} />}
    </pre>
  );
}
