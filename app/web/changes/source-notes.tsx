import { Link } from "@tanstack/react-router";
import type { ResourceAnswer } from "../../contract/api.ts";
import { useAuditSources } from "../shell/use-audit-sources.ts";
import { auditTrailNote } from "./audit-trail-note.ts";
import classes from "./changes.module.css";

/** Where changes come from, what each source tells, and what none of them can. */
export function SourceNotes({ resource }: { resource: ResourceAnswer | undefined }) {
  const sources = useAuditSources();
  const trail = auditTrailNote(resource?.plan.audit_trail ?? false, sources.data?.data);
  const hasAccess = resource?.heroku_access.status === "ok";
  return (
    <dl className={classes.notes}>
      <dt>
        Your app's log <span className={classes.dim}>every plan, nothing to set up</span>
      </dt>
      <dd>
        Releases, config vars set and removed (their names, never values), scaling, add-ons attached and detached,
        one-off dynos and consoles with who started them. Of apps whose logs come here. It tells no address.
      </dd>
      <dt>
        Heroku's webhooks{" "}
        <span className={classes.dim}>
          {hasAccess ? "every plan, connected" : "every plan; Heroku has not given this add-on access yet"}
        </span>
      </dt>
      <dd>
        Add-ons, attachments, collaborators, domains and certificates, with who did it and what it was before. Of what
        happened since the add-on was created. It tells no address.
      </dd>
      <dt>
        Enterprise audit trail{" "}
        <span className={classes.dim}>{trail.link ? <Link to="/audit">{trail.words}</Link> : trail.words}</span>
      </dt>
      <dd>
        Every app and team of a Heroku Enterprise account, with the address of each request, back to 2017. Heroku gives
        it with a delay, so it completes what the other two told at once.
      </dd>
      <dt>What no source tells</dt>
      <dd>What was typed in a console, who read a config var, and the browser that was used.</dd>
    </dl>
  );
}
