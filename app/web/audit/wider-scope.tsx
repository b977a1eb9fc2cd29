import { CONNECT_PATH } from "../../contract/audit.ts";
import { namesIn, problemOf } from "../lib/problem.ts";
import classes from "./audit.module.css";

/** What we ask a user for, the least first; never to write. */
const ASKED = ["read", "read-protected", "global"];

/** Where Heroku wants a wider scope for the audit trail than the connection has: the way to connect again with one. */
export function WiderScope({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = problemOf(error);
  const accepted = problem.code === "audit.scope_too_narrow" ? namesIn(problem, "accepted") : [];
  // Each of them would do.
  const scope = ASKED.find((word) => accepted.includes(word));
  if (scope === undefined) return null;
  const asked = scope === "global" ? scope : `identity ${scope}`;
  return (
    <p className={classes.seen}>
      <a href={`${CONNECT_PATH}?scope=${encodeURIComponent(asked)}`}>
        Connect again, allowing <code>{scope}</code>
      </a>
    </p>
  );
}
