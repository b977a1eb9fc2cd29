import { Button } from "@mantine/core";
import sheet from "../shell/sheet.module.css";

/** Where the alerts would be, when there are none: what they are for. */
export function NoAlerts({ isDisabled, onNew }: { isDisabled: boolean; onNew: () => void }) {
  return (
    <section className={sheet.section} aria-labelledby="no-alerts">
      <h2 className={sheet.heading} id="no-alerts">
        Nothing is watched yet
      </h2>
      <p className={sheet.lead}>
        An alert counts the lines or changes that match a search, every minute, and tells Slack, PagerDuty, a webhook of
        yours or somebody's mailbox when there are too many of them, or too few. When that is over it says so, too.
      </p>
      <Button size="xs" disabled={isDisabled} onClick={onNew}>
        New alert
      </Button>
    </section>
  );
}
