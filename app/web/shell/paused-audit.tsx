import { Link } from "@tanstack/react-router";
import classes from "./over-quota.module.css";
import { useAuditSources } from "./use-audit-sources.ts";

const REFRESH_MS = 60_000;

/** A line under the header while Heroku refuses to let an audit trail be read: nobody should learn that a month later. */
export function PausedAudit() {
  const sources = useAuditSources({ everyMs: REFRESH_MS });
  const refused = sources.data?.data.filter((source) => source.status === "revoked") ?? [];
  if (refused.length === 0) return null;
  return (
    <p className={classes.words} role="status">
      Not being collected: the audit trail of {refused.map((source) => source.enterprise_account.name).join(", ")}.
      Heroku refuses the access. <Link to="/audit">Restore it</Link>
    </p>
  );
}
