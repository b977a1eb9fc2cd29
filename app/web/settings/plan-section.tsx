import type { ResourceAnswer } from "../../contract/api.ts";
import { bytes, count, counted } from "../lib/amounts.ts";
import { addonId } from "../lib/page-settings.ts";
import classes from "../shell/sheet.module.css";

export function PlanSection({ resource }: { resource: ResourceAnswer }) {
  const { plan, usage } = resource;
  const percent = usage.bytes_per_day > 0 ? Math.round((usage.bytes / usage.bytes_per_day) * 100) : 0;
  return (
    <section className={classes.section} aria-labelledby="plan">
      <h2 className={classes.heading} id="plan">
        Plan and usage
      </h2>
      <dl className={classes.facts}>
        <dt>Add-on</dt>
        <dd className="mono">{resource.name}</dd>
        <dt>App</dt>
        <dd>{resource.app?.name ?? "Not read from Heroku yet"}</dd>
        <dt>Plan</dt>
        <dd>{plan.name}</dd>
        <dt>Today</dt>
        <dd>
          {bytes(usage.bytes)} of {bytes(usage.bytes_per_day)} ({count(percent)}%), {counted(usage.lines, "line")}; the
          day is {usage.day} in UTC
        </dd>
        <dt>Retention</dt>
        <dd>{counted(plan.retention_days, "day")}</dd>
        <dt>Region</dt>
        <dd>{resource.region}</dd>
        <dt>Since</dt>
        <dd>{resource.created_at.slice(0, 10)}</dd>
      </dl>
      <p className={classes.lead}>
        Change the plan with <code>{`heroku addons:upgrade ${resource.name} ${addonId()}:<plan>`}</code>
      </p>
    </section>
  );
}
