import { problemOf } from "../lib/problem.ts";
import { dayAndTime, type Zone } from "../lib/time-format.ts";
import classes from "./partial-notice.module.css";

/**
 * Above the lines when they are not all: the search took too long after giving these, or older ones could not be read.
 * What is shown is right either way, so this is a note and no error.
 */
export function PartialNotice(props: {
  /** Of the oldest line there is; everything after it was searched. */
  oldestMs: number;
  /** Why the next page did not come; null when the server stopped by itself. */
  error: unknown;
  isBusy: boolean;
  zone: Zone;
  onGoOn: () => void;
  onNarrow: () => void;
}) {
  const since = dayAndTime(props.oldestMs, props.zone, true);
  return (
    <div className={classes.notice} role="status" data-testid="partial">
      <p className={classes.words}>
        {props.error === null ? (
          <>
            <b>These are the newest matches, perhaps not all.</b> The search was stopped because it took too long;
            before {since} there may be more.
          </>
        ) : (
          <>
            <b>Everything from {since} on is here.</b> Older lines could not be read: {problemOf(props.error).detail}
          </>
        )}
      </p>
      <button type="button" className={classes.act} disabled={props.isBusy} onClick={props.onGoOn}>
        {props.isBusy ? "Searching …" : props.error === null ? "Search on from there" : "Try again"}
      </button>
      <button type="button" className={classes.act} onClick={props.onNarrow}>
        Narrow to the searched time
      </button>
    </div>
  );
}
