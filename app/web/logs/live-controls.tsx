import { Button } from "@mantine/core";
import { Pause, Play, Radio } from "lucide-react";
import classes from "./live-controls.module.css";
import type { Tail } from "./use-tail.ts";

/** Starts, stops and pauses the tail. Neither button ever moves: a second click at the same spot is on the same one. */
export function LiveControls({
  tail,
  isLive,
  onLive,
}: {
  tail: Tail;
  isLive: boolean;
  onLive: (isLive: boolean) => void;
}) {
  const isPaused = tail.buffer?.mode === "paused";
  return (
    <div className={classes.controls}>
      <Button
        size="sm"
        variant={isLive ? "filled" : "default"}
        className={classes.button}
        leftSection={<Radio size={14} aria-hidden />}
        aria-pressed={isLive}
        title={isLive ? "Stop the live tail (t)" : "Show lines as they arrive (t)"}
        onClick={() => onLive(!isLive)}
      >
        Live tail
      </Button>
      <Button
        size="sm"
        variant="default"
        className={`${classes.button} ${classes.pause}`}
        leftSection={isPaused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
        aria-label={isPaused ? "Resume" : "Pause"}
        title={isPaused ? "Go on (space)" : "Hold new lines back (space)"}
        disabled={!isLive}
        onClick={() => (isPaused ? tail.resume() : tail.pause("key"))}
      >
        <span className={classes.word}>{isPaused ? "Resume" : "Pause"}</span>
      </Button>
    </div>
  );
}
