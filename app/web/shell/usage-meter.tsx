import type { ResourceAnswer } from "../../contract/api.ts";
import { bytes } from "../lib/amounts.ts";
import classes from "./usage-meter.module.css";

/** Plan and today's bytes of the plan's bytes per day. */
export function UsageMeter({ resource }: { resource: ResourceAnswer | undefined }) {
  if (!resource) return <div className={classes.meter} />;
  const { usage, plan } = resource;
  const part = usage.bytes_per_day > 0 ? usage.bytes / usage.bytes_per_day : 0;
  const words = `${bytes(usage.bytes)} of ${bytes(usage.bytes_per_day)} today`;
  return (
    <div className={classes.meter} title={`${words} (UTC day ${usage.day})`}>
      <span className={classes.plan}>{plan.name}</span>
      <span className={classes.words}>{words}</span>
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
