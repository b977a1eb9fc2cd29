import classes from "./notice.module.css";

/** Shown instead of everything when this browser may not look any more. */
export function SessionEnded() {
  return (
    <div className={classes.page} role="alert">
      <h1 className={classes.title}>This dashboard session has ended</h1>
      <p className={classes.words}>Open it again with:</p>
      <pre className={classes.command}>heroku addons:open draintrail</pre>
    </div>
  );
}
