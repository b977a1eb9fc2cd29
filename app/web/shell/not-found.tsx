import { Link } from "@tanstack/react-router";
import classes from "./notice.module.css";

export function NotFound() {
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>There is no such page</h1>
      <p className={classes.words}>
        The address may have been cut short when it was copied. <Link to="/logs">Go to the logs</Link>
      </p>
    </div>
  );
}
