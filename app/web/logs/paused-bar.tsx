import { Play } from "lucide-react";
import { counted } from "../lib/amounts.ts";
import classes from "./paused-bar.module.css";
import { type TailBuffer, waitingCount } from "./tail-buffer.ts";

/** Over the end of the list while the tail is paused: how much waits, and the way back. */
export function PausedBar({ tail, onResume }: { tail: TailBuffer | null; onResume: () => void }) {
  if (tail?.mode !== "paused") return null;
  return (
    <button type="button" className={classes.bar} onClick={onResume} data-testid="paused-bar">
      <Play size={13} aria-hidden />
      <span role="status">paused · {counted(waitingCount(tail), "new line")}</span>
      <span className={classes.hint}>resume</span>
    </button>
  );
}
