import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { serverNowMs } from "../lib/server-clock.ts";
import { DropButton } from "../shell/drop-button.tsx";
import { MUTE_CHOICES } from "./alert-words.ts";
import classes from "./alerts.module.css";

/** Keeps an alert quiet for a while, or lets it be heard again. */
export function MuteButton(props: {
  name: string;
  isMuted: boolean;
  isDisabled: boolean;
  /** Until when; null: no longer. */
  onMute: (until: string | null) => void;
}) {
  const { name, isMuted, onMute } = props;
  const place = useRef<HTMLSpanElement>(null);
  const was = useRef(isMuted);
  useEffect(() => {
    if (was.current === isMuted) return;
    was.current = isMuted;
    // The button that was pressed is gone: whoever uses a keyboard goes on from the one in its place.
    if (document.activeElement === document.body) place.current?.querySelector("button")?.focus();
  }, [isMuted]);
  const button = { size: "compact-sm", variant: "default", disabled: props.isDisabled } as const;
  return (
    <span ref={place} className={classes.mute}>
      {isMuted ? (
        <Button {...button} aria-label={`Unmute ${name}`} onClick={() => onMute(null)}>
          Unmute
        </Button>
      ) : (
        <DropButton
          label={`Mute ${name}`}
          className={classes.choices}
          button={(toggle) => (
            <Button {...button} aria-label={`Mute ${name}`} onClick={toggle}>
              Mute
            </Button>
          )}
        >
          {(close) => (
            <>
              <p className={classes.words}>Tells nobody for</p>
              {MUTE_CHOICES.map((choice) => (
                <Button
                  key={choice.hours}
                  size="compact-sm"
                  variant="subtle"
                  justify="flex-start"
                  onClick={() => {
                    close();
                    onMute(new Date(serverNowMs() + choice.hours * 3_600_000).toISOString());
                  }}
                >
                  {choice.words}
                </Button>
              ))}
            </>
          )}
        </DropButton>
      )}
    </span>
  );
}
