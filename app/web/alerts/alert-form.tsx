import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { AlertAnswer } from "../../contract/api.ts";
import { ALERT_NAME_CHARS_MAX } from "../../contract/limits.ts";
import form from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import type { AlertDraft } from "./alert-draft.ts";
import { DestinationFields } from "./destination-fields.tsx";
import { PresentDestination } from "./present-destination.tsx";
import { RuleFields } from "./rule-fields.tsx";

/** What an alert watches and whom it tells, for a new one and for one that is changed. */
export function AlertForm(props: {
  initial: AlertDraft;
  /** Whom it tells now; null: nobody yet. */
  present: AlertAnswer["destination"] | null;
  submitWord: string;
  isPending: boolean;
  error: unknown;
  onSubmit: (draft: AlertDraft) => void;
  onCancel: () => void;
}) {
  const { present } = props;
  const [draft, setDraft] = useState(props.initial);
  const change = (part: Partial<AlertDraft>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSubmit(draft);
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <label className={form.field}>
        <span>Name</span>
        <input
          className={form.input}
          data-autofocus
          required
          pattern=".*\S.*"
          title="Something to know it by"
          maxLength={ALERT_NAME_CHARS_MAX}
          value={draft.name}
          placeholder="broken requests"
          autoComplete="off"
          onChange={(event) => change({ name: event.target.value })}
        />
      </label>
      <RuleFields draft={draft} onChange={change} />
      <fieldset className={form.choices}>
        <legend>Who is told</legend>
        {present && (
          <PresentDestination
            present={present}
            isReplaced={draft.destination !== null}
            onReplace={(destination) => change({ destination })}
          />
        )}
        {draft.destination && (
          <DestinationFields draft={draft.destination} onChange={(destination) => change({ destination })} />
        )}
      </fieldset>
      <ProblemLine error={props.error} />
      <div className={form.buttons}>
        <Button size="xs" variant="default" onClick={props.onCancel}>
          Cancel
        </Button>
        <Button size="xs" type="submit" loading={props.isPending}>
          {props.submitWord}
        </Button>
      </div>
    </form>
  );
}
