import { Link } from "@tanstack/react-router";
import type { ResourceAnswer } from "../../contract/api.ts";
import classes from "./over-quota.module.css";

/** What being over quota means, in words that do not alarm: nothing important is lost. */
const OVER_QUOTA_WORDS = "Over today's quota: platform lines, errors and changes are still kept; the rest is sampled";

/** A line under the header on days that are over quota. */
export function OverQuota({ resource }: { resource: ResourceAnswer | undefined }) {
  if (!resource?.usage.is_over_quota) return null;
  return (
    <p className={classes.words} role="status">
      {OVER_QUOTA_WORDS}. <Link to="/ledger">What was left out</Link>
    </p>
  );
}
