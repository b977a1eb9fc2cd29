import { JsonMessage } from "./json-message.tsx";
import { type JsonGroup, jsonTree } from "./json-tree.ts";
import classes from "./line-detail.module.css";
import { withPictures } from "./line-format.ts";
import { Marked, MessageText } from "./message-text.tsx";
import { withoutEscapes } from "./terminal-text.ts";

/** How a message is shown: as JSON with indentation, in colours, or character by character as it is stored. */
export type Drawing = JsonGroup | "colours" | "as stored";

export function drawingOf(message: string): Drawing {
  const text = withoutEscapes(message);
  return jsonTree(text) ?? (text === message ? "as stored" : "colours");
}

/** A message in full. */
export function LineMessage(props: { message: string; drawing: Drawing; words: readonly string[] }) {
  const { message, drawing, words } = props;
  if (typeof drawing === "object")
    return (
      <div className={classes.message} data-json>
        <JsonMessage tree={drawing} words={words} />
      </div>
    );
  return (
    <pre className={classes.message} data-testid="raw-message">
      {drawing === "as stored" ? (
        <Marked text={withPictures(message)} words={words} />
      ) : (
        <MessageText text={message} words={words} />
      )}
    </pre>
  );
}
