import { Play } from "lucide-react";
import { counted } from "../lib/amounts.ts";
import { useSlowly } from "../lib/use-slowly.ts";
import classes from "./paused-bar.module.css";
import { type TailBuffer, waitingCount } from "./tail-buffer.ts";

const SAID_EVERY_MS = 10_000;

/** Over the end of the list while the tail is paused: how much waits, and the way back. */
export function PausedBar({ tail, onResume }: { tail: TailBuffer | null; onResume: () => void }) {
  if (tail?.mode !== "paused") return null;
  return <WaitingLines count={waitingCount(tail)} onResume={onResume} />;
}

function WaitingLines({ count, onResume }: { count: number; onResume: () => void }) {
  const words = `paused · ${counted(count, "new line")}`;
  const said = useSlowly(words, SAID_EVERY_MS);
  return (
    <>
      <button type="button" className={classes.bar} onClick={onResume} data-testid="paused-bar">
        <Play size={13} aria-hidden />
        {words} <span className={classes.hint}>resume</span>
      </button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}
