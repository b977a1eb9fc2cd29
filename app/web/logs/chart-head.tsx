import { ZoomOut } from "lucide-react";
import type { ReactNode } from "react";
import { serverNowMs } from "../lib/server-clock.ts";
import { type RangePreset, type TimeRange, widenRange } from "../lib/time-range.ts";
import classes from "./histogram.module.css";

/** What the bars add up to, or that they could not be read. */
export function ChartSummary(props: {
  /** Null before there is an answer. */
  words: ReactNode;
  isError: boolean;
  /** What changes all the time is not said aloud. */
  isMoving?: boolean;
  onRetry: () => void;
}) {
  return (
    <p className={classes.summary} role="status" aria-live={props.isMoving ? "off" : "polite"}>
      {props.words ?? (props.isError ? "The chart could not be read." : " ")}
      {props.isError && (
        <button type="button" className={classes.retry} onClick={props.onRetry}>
          Try again
        </button>
      )}
    </p>
  );
}

/** @param presets the ranges the page offers: the next wider one is taken */
export function ZoomOutButton(props: {
  range: TimeRange;
  presets?: readonly RangePreset[];
  onRange: (range: TimeRange) => void;
}) {
  return (
    <button
      type="button"
      className={classes.zoom}
      aria-label="Zoom out"
      title="Zoom out"
      onClick={() => props.onRange(widenRange(props.range, serverNowMs(), props.presets))}
    >
      <ZoomOut size={14} aria-hidden />
    </button>
  );
}
