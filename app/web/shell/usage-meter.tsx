import type { ResourceAnswer } from "../../contract/api.ts";
import { bytes } from "../lib/amounts.ts";
import classes from "./usage-meter.module.css";

/** What being over quota means, in words that do not alarm: nothing important is lost. */
export const OVER_QUOTA_WORDS =
  "Over today's quota: platform lines, errors and changes are still kept; the rest is sampled";

/** Plan and today's bytes of the plan's bytes per day. */
export function UsageMeter({ resource }: { resource: ResourceAnswer | undefined }) {
  if (!resource) return <div className={classes.meter} />;
  const { usage, plan } = resource;
  const part = usage.bytes_per_day > 0 ? usage.bytes / usage.bytes_per_day : 0;
  const words = `${bytes(usage.bytes)} of ${bytes(usage.bytes_per_day)} today`;
  return (
    <div className={classes.meter} title={usage.is_over_quota ? OVER_QUOTA_WORDS : `${words} (UTC day ${usage.day})`}>
      <span className={classes.plan}>{plan.name}</span>
      <span className={classes.words}>
        {words}
        {usage.is_over_quota && <span className={classes.over}> · over quota, sampling</span>}
      </span>
      <meter
        className={classes.bar}
        aria-label={`Log volume today, plan ${plan.name}`}
        min={0}
        max={1}
        value={Math.min(1, part)}
        data-over={usage.is_over_quota || undefined}
      >
        {words}
      </meter>
    </div>
  );
}
