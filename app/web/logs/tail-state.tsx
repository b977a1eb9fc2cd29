import { addonId } from "../lib/page-settings.ts";
import classes from "./tail-state.module.css";
import type { Tail } from "./use-tail.ts";

const WORDS = {
  off: "",
  connecting: "Connecting …",
  live: "Live",
  reconnecting: "Connection lost, trying again …",
  ended: "Ended: this session is over. Open it again with heroku addons:open",
};

/** How the tail's connection stands. Under the lines, where new ones come in, and where it can change without moving a button. */
export function TailState({ tail: { connection, buffer } }: { tail: Tail }) {
  const isPaused = connection === "live" && buffer?.mode === "paused";
  return (
    <span
      className={classes.state}
      data-state={isPaused ? "paused" : connection}
      role="status"
      data-testid="tail-state"
    >
      {isPaused ? "Paused" : WORDS[connection]}
      {connection === "ended" && ` ${addonId()}`}
    </span>
  );
}
