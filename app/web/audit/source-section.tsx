import { CircleAlert, CircleCheck, CirclePause, CircleStop } from "lucide-react";
import { useState } from "react";
import type { AuditJob, AuditSource, AuditSourceStatus } from "../../contract/audit.ts";
import sheet from "../shell/sheet.module.css";
import { ArchivesTable } from "./archives-table.tsx";
import classes from "./audit.module.css";
import { STATUS_WORDS } from "./audit-words.ts";
import { JobProgress } from "./job-progress.tsx";
import { SourceActions } from "./source-actions.tsx";
import { SourceFacts } from "./source-facts.tsx";

const ICONS: Record<AuditSourceStatus, typeof CircleCheck> = {
  active: CircleCheck,
  paused: CirclePause,
  revoked: CircleAlert,
  ended: CircleStop,
};

/** One enterprise account: how its collecting goes, what can be done about it, and what its archives prove. */
export function SourceSection({ source }: { source: AuditSource }) {
  // What was asked for on this page stays shown when it has ended; the source itself lists only what goes on.
  const [asked, setAsked] = useState<AuditJob[]>([]);
  const others = source.jobs.filter((job) => !asked.some((each) => each.id === job.id));
  const Icon = ICONS[source.status];
  const titleId = `source-${source.id}`;
  return (
    <section className={sheet.section} aria-labelledby={titleId}>
      <div className={classes.head}>
        <h2 className={sheet.heading} id={titleId}>
          {source.enterprise_account.name}
        </h2>
        <span className={classes.status} data-status={source.status}>
          <Icon size={14} aria-hidden /> {STATUS_WORDS[source.status]}
        </span>
      </div>
      {source.error && (
        <p className={sheet.advice} role="status">
          {source.error.advice} <code className={classes.aside}>{source.error.code}</code>
        </p>
      )}
      <SourceFacts source={source} />
      <SourceActions
        source={source}
        onAsked={(job) => setAsked((old) => [job, ...old.filter((each) => each.kind !== job.kind)])}
      />
      {[...asked, ...others].map((job) => (
        <JobProgress key={job.id} asked={job} />
      ))}
      <ArchivesTable source={source} />
    </section>
  );
}
