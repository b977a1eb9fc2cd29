import { Button } from "@mantine/core";
import { Pause, Play, Radio } from "lucide-react";
import classes from "./live-controls.module.css";
import type { Tail } from "./use-tail.ts";

const WORDS = {
  off: "",
  connecting: "Connecting …",
  live: "Live",
  reconnecting: "Connection lost, trying again …",
  ended: "Ended: this session is over. Open it again with heroku addons:open draintrail",
};

/** Starts and stops the tail, pauses it, and says how its connection stands. */
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
      {isLive && (
        <Button
          size="sm"
          variant="default"
          className={classes.button}
          leftSection={isPaused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
          aria-label={isPaused ? "Resume" : "Pause"}
          title={isPaused ? "Go on (space)" : "Hold new lines back (space)"}
          onClick={() => (isPaused ? tail.resume() : tail.pause("key"))}
        >
          <span className={classes.word}>{isPaused ? "Resume" : "Pause"}</span>
        </Button>
      )}
      <span
        className={classes.state}
        data-state={isLive && isPaused && tail.connection === "live" ? "paused" : tail.connection}
        role="status"
        data-testid="tail-state"
      >
        {isLive && isPaused && tail.connection === "live" ? "Paused" : WORDS[tail.connection]}
      </span>
    </div>
  );
}
