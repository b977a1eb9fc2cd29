import { ALERT_URL_CHARS_MAX } from "../../contract/limits.ts";
import form from "../shell/form.module.css";
import { AddressField } from "./address-field.tsx";
import type { DestinationDraft } from "./alert-draft.ts";
import { DESTINATION_WORDS } from "./alert-words.ts";
import { useAlerts } from "./use-alerts.ts";

/** Longer than any key of PagerDuty's. */
const KEY_CHARS_MAX = 64;

const KINDS = [
  { kind: "slack", hint: "A message in a channel, by an incoming webhook of Slack's." },
  { kind: "webhook", hint: "A signed request with JSON, to an address of yours." },
  { kind: "email", hint: "To somebody who has opened this dashboard from Heroku." },
  { kind: "pagerduty", hint: "An incident that is opened when it fires, and resolved when that is over." },
] as const;

const URLS = {
  slack: { label: "Incoming webhook URL", placeholder: "https://hooks.slack.com/services/…" },
  webhook: { label: "URL", placeholder: "https://ops.example.com/alerts" },
};

/** Whom an alert is to tell, and what it takes to do so. */
export function DestinationFields(props: { draft: DestinationDraft; onChange: (draft: DestinationDraft) => void }) {
  const { draft, onChange } = props;
  const offered = useAlerts().data?.destinations ?? [];
  return (
    <>
      {KINDS.filter(({ kind }) => offered.includes(kind)).map(({ kind, hint }) => (
        <label key={kind} className={form.check}>
          <input
            type="radio"
            name="destination"
            checked={draft.kind === kind}
            onChange={() => onChange({ ...draft, kind })}
          />
          <span>{DESTINATION_WORDS[kind]}</span>
          <span className={form.hint}>{hint}</span>
        </label>
      ))}
      {draft.kind === "email" ? (
        <AddressField address={draft.address} onChange={(address) => onChange({ ...draft, address })} />
      ) : draft.kind === "pagerduty" ? (
        <label className={form.field}>
          <span>Integration key</span>
          <input
            className={form.input}
            type="password"
            required
            maxLength={KEY_CHARS_MAX}
            value={draft.routingKey}
            placeholder="of an Events API v2 integration"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ ...draft, routingKey: event.target.value })}
          />
        </label>
      ) : (
        <label className={form.field}>
          <span>{URLS[draft.kind].label}</span>
          <input
            className={form.input}
            type="url"
            required
            maxLength={ALERT_URL_CHARS_MAX}
            value={draft.url}
            placeholder={URLS[draft.kind].placeholder}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ ...draft, url: event.target.value })}
          />
        </label>
      )}
    </>
  );
}
