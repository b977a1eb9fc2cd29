import { Button } from "@mantine/core";
import { addonId } from "../lib/page-settings.ts";
import classes from "./notice.module.css";

/** Shown instead of everything when the browser's one session has passed to another add-on's dashboard. */
export function OtherDashboard({ name }: { name: string | undefined }) {
  return (
    <div className={classes.page} role="alert">
      <h1 className={classes.title}>Another Draintrail dashboard was opened in this browser</h1>
      <p className={classes.words}>
        A browser shows one add-on at a time, the one opened last. Nothing was changed. To come back to this one, open
        it again:
      </p>
      <pre className={classes.command}>heroku addons:open {name ?? addonId()}</pre>
      <p className={classes.words}>Or go on with the other one here.</p>
      <Button size="xs" variant="default" onClick={() => window.location.assign("/logs")}>
        Go to the other dashboard
      </Button>
    </div>
  );
}
