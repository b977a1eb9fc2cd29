import type { AuditSource } from "../../contract/audit.ts";
import { count, counted } from "../lib/amounts.ts";
import { useNow } from "../lib/use-now.ts";
import { Moment } from "../shell/moment.tsx";
import sheet from "../shell/sheet.module.css";
import { firstPollWords, lagWords, untilWords } from "./audit-words.ts";

const TICK_MS = 1000;

/** How up to date what is shown is, and on whose authority it is read. */
export function SourceFacts({ source }: { source: AuditSource }) {
  const { credential, api } = source;
  const nowMs = useNow(TICK_MS);
  return (
    <dl className={sheet.facts}>
      <dt>Last poll</dt>
      <dd>
        {source.last_polled_at === null ? (
          firstPollWords(source, nowMs)
        ) : (
          <>
            <Moment at={source.last_polled_at} />
            {source.next_poll_at !== null && `; next ${untilWords(Date.parse(source.next_poll_at), nowMs)}`}
          </>
        )}
      </dd>
      <dt>Lag</dt>
      <dd>
        {source.lag_seconds === null || source.last_polled_at === null
          ? "not known"
          : `${lagWords((nowMs - Date.parse(source.last_polled_at)) / 1000)}: what happened at Heroku since is not here yet`}
      </dd>
      <dt>Newest event</dt>
      <dd>{source.last_event_at === null ? "none yet" : <Moment at={source.last_event_at} />}</dd>
      <dt>Access</dt>
      <dd>{credential.kind === null ? "wiped" : <Credential credential={credential} />}</dd>
      <dt>Calls to Heroku</dt>
      <dd>
        {counted(api.calls_this_hour, "call")} this hour, {count(api.calls_last_hour)} the hour before
        {api.rate_limit_remaining !== null && `; ${count(api.rate_limit_remaining)} of your 4,500 left`}
      </dd>
      <dt>Opted in</dt>
      <dd>
        <Moment at={source.created_at} /> by {source.created_by}
      </dd>
    </dl>
  );
}

function Credential({ credential }: { credential: AuditSource["credential"] }) {
  return (
    <>
      {credential.kind === "oauth" ? "Connected with Heroku" : "Pasted token"}
      {credential.fingerprint !== null && (
        <>
          {" "}
          <code title="The beginning of the token's SHA-256: enough to compare, useless to sign in with">
            {credential.fingerprint}
          </code>
        </>
      )}
      {credential.last_used_at !== null && (
        <>
          , used <Moment at={credential.last_used_at} />
        </>
      )}
      {credential.scopes !== null && `, scope ${credential.scopes}`}
      {credential.scopes_accepted !== null &&
        credential.scopes_accepted !== credential.scopes &&
        ` (Heroku would accept ${credential.scopes_accepted})`}
    </>
  );
}
