import { BellOff, BellRing, CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import type { AlertAnswer } from "../../contract/api.ts";
import { isMuted, isYoung, TROUBLE_WORDS } from "./alert-words.ts";
import classes from "./alerts.module.css";
import { When } from "./when.tsx";

/** How an alert stands. Muted says nothing about that, so it stands beside it. */
export function AlertState({ alert, nowMs }: { alert: AlertAnswer; nowMs: number }) {
  return (
    <div className={classes.states}>
      {alert.trouble !== null && (
        <span className={classes.state} data-state="trouble">
          <CircleAlert size={14} aria-hidden /> Cannot be judged: {TROUBLE_WORDS[alert.trouble].short}
        </span>
      )}
      {alert.state === "firing" ? (
        <span className={classes.state} data-state="firing">
          <BellRing size={14} aria-hidden />
          <span>
            Firing since <When at={alert.state_since} />
          </span>
        </span>
      ) : (
        alert.trouble === null &&
        (isYoung(alert) ? (
          <span className={classes.state} data-state="young">
            <CircleDashed size={14} aria-hidden /> Watching, not judged yet
          </span>
        ) : (
          <span className={classes.state} data-state="ok">
            <CircleCheck size={14} aria-hidden /> OK
          </span>
        ))
      )}
      {alert.muted_until !== null && isMuted(alert, nowMs) && (
        <span className={classes.state} data-state="muted">
          <BellOff size={14} aria-hidden />
          <span>
            Muted until <When at={alert.muted_until} />
          </span>
        </span>
      )}
    </div>
  );
}
