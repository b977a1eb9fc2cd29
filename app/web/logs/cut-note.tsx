import classes from "./line-detail.module.css";

/** Says that a line is one of several that the dyno made of one message, and changes between it and the whole. */
export function CutNote(props: { place: number; lines: number; isWhole: boolean; onToggle: () => void }) {
  return (
    <p className={classes.cut}>
      The dyno cut this message into {props.lines} lines; this is number {props.place}. Searches look at each by itself.{" "}
      <button type="button" className={classes.plain} onClick={props.onToggle}>
        {props.isWhole ? "Show this line only" : "Show the whole message"}
      </button>
    </p>
  );
}
