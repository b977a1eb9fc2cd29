import { Link } from "@tanstack/react-router";
import type { ResourceAnswer } from "../../contract/api.ts";
import { addonId } from "../lib/page-settings.ts";
import { CopyBlock } from "../shell/copy-block.tsx";
import sheet from "../shell/sheet.module.css";

/** For plans without the audit trail: what it would add, what is there without it, and how to get it. */
export function NotInPlan({ resource }: { resource: ResourceAnswer | undefined }) {
  return (
    <section className={sheet.section} aria-labelledby="not-in-plan">
      <h2 className={sheet.heading} id="not-in-plan">
        Not part of the plan {resource?.plan.name}
      </h2>
      <p className={sheet.lead}>
        Who changed what in your app is on the <Link to="/changes">Changes</Link> page on every plan: it reads your
        app's log and Heroku's webhooks. The audit trail of a Heroku Enterprise account adds the addresses requests came
        from, every app and team of the account, and months back to 2017, each proven complete.
      </p>
      <p className={sheet.lead}>Heroku keeps an audit trail for Enterprise accounts only. If you have one:</p>
      <CopyBlock
        label="Command"
        text={`heroku addons:upgrade ${resource?.name ?? addonId()} ${addonId()}:enterprise`}
      />
    </section>
  );
}
