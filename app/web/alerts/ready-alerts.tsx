import { Button } from "@mantine/core";
import { sayRule } from "../../contract/alert-words.ts";
import type { AlertAnswer } from "../../contract/api.ts";
import { READY_ALERTS, type ReadyAlert } from "../../contract/ready-alerts.ts";
import sheet from "../shell/sheet.module.css";
import { isWatched } from "./alert-words.ts";
import classes from "./ready-alerts.module.css";

const GROUPS = [
  { group: "security", heading: "Who changed what" },
  { group: "operations", heading: "How the app is" },
] as const;

interface ReadyAlertsProps {
  /** Those there are: what is watched already is said so. */
  alerts: readonly AlertAnswer[];
  isDisabled: boolean;
  onUse: (ready: ReadyAlert) => void;
}

/** Alerts to begin with, each a form that is filled in but for whom it tells. */
export function ReadyAlerts({ alerts, isDisabled, onUse }: ReadyAlertsProps) {
  return (
    <section className={sheet.section} aria-labelledby="ready-alerts">
      <h2 className={sheet.heading} id="ready-alerts">
        Ready-made alerts
      </h2>
      <p className={sheet.lead}>
        What many teams want to be told of. Each opens as a form that can be changed, and shows what it would have done
        with the last 24 hours.
      </p>
      {GROUPS.map(({ group, heading }) => (
        <details key={group} className={classes.group} open={alerts.length === 0}>
          <summary>{heading}</summary>
          <ul className={classes.list}>
            {READY_ALERTS.filter((ready) => ready.group === group).map((ready) => (
              <li key={ready.id} className={classes.ready}>
                <div className={classes.words}>
                  <span className={classes.name}>{ready.name}</span>
                  <span className={classes.why}>
                    {ready.why}
                    {ready.technique && <> ATT&amp;CK {ready.technique}.</>}
                  </span>
                  <span className={classes.asked}>
                    {sayRule(ready)}: <code>{ready.query}</code>
                  </span>
                </div>
                {isWatched(ready, alerts) ? (
                  <span className={sheet.aside}>is watched</span>
                ) : (
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={isDisabled}
                    aria-label={`Use ${ready.name}`}
                    onClick={() => onUse(ready)}
                  >
                    Use
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
