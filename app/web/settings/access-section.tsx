import type { ResourceAnswer } from "../../contract/api.ts";
import classes from "../shell/sheet.module.css";
import { configGet } from "./token-words.ts";

const ACCESS_WORDS: Record<ResourceAnswer["heroku_access"]["status"], string> = {
  ok: "Connected: names of apps and attachments are read from Heroku.",
  pending: "Being set up; this takes a few seconds after the add-on was created.",
  none: "Not connected: Heroku gave this add-on no access. Logs arrive all the same; names of apps may be missing.",
  broken: "Not working at the moment. Logs arrive all the same; names of apps may be out of date.",
};

/** Who may read: this session, the API token, and we at Heroku. */
export function AccessSection({ resource }: { resource: ResourceAnswer }) {
  const { heroku_access: access, viewer } = resource;
  return (
    <section className={classes.section} aria-labelledby="access">
      <h2 className={classes.heading} id="access">
        Access
      </h2>
      <dl className={classes.facts}>
        <dt>You</dt>
        <dd>
          {viewer.kind === "session" ? (
            <>
              {viewer.email}
              {!viewer.is_email_verified && " (not verified by Heroku)"}
            </>
          ) : (
            <>
              API token <code>{viewer.prefix}…</code>
            </>
          )}
        </dd>
        <dt>API token</dt>
        <dd>
          Read the one that may look with <code>{configGet(resource.app?.name ?? null)}</code>; it is never shown here.
          Others, also those that may change something, are made under <a href="#tokens">API tokens</a>.
        </dd>
        <dt>Heroku's API</dt>
        <dd>{ACCESS_WORDS[access.status]}</dd>
      </dl>
      {access.advice !== null && <p className={classes.advice}>{access.advice}</p>}
    </section>
  );
}
