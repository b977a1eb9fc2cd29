import { addonId } from "../lib/page-settings.ts";
import { hasSignedOut } from "../lib/signed-out.ts";
import classes from "./notice.module.css";

/** Shown instead of everything when this browser may not look any more. */
export function SessionEnded() {
  // Whoever asked for it is told that it was done; nothing went wrong.
  const title = hasSignedOut() ? "You are signed out" : "This dashboard session has ended";
  return (
    <div className={classes.page} role="alert">
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.words}>Open it again with:</p>
      <pre className={classes.command}>heroku addons:open {addonId()}</pre>
    </div>
  );
}
