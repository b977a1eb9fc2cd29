import { useMemo, useRef } from "react";
import { QUERY_CHARS_MAX } from "../../contract/limits.ts";
import form from "../shell/form.module.css";
import { QueryField } from "../shell/query-field.tsx";
import { type AlertDraft, ruleOf } from "./alert-draft.ts";
import classes from "./alert-form.module.css";
import { AlertPreview } from "./alert-preview.tsx";
import { ConditionFields } from "./condition-fields.tsx";

const QUERY_HINTS = {
  lines: "every line; or as on the Logs page: status:>=500",
  changes: "every change; or as on the Changes page: type:config_change",
};

/** What is counted, from how many on, and what that would have done. */
export function RuleFields(props: { draft: AlertDraft; onChange: (part: Partial<AlertDraft>) => void }) {
  const { onChange } = props;
  const { watches, query, condition, count, times, windowMinutes } = props.draft;
  const input = useRef<HTMLTextAreaElement>(null);
  const rule = useMemo(
    () => ruleOf({ watches, query, condition, count, times, windowMinutes }),
    [watches, query, condition, count, times, windowMinutes],
  );
  return (
    <>
      <QueryField
        label="Query"
        input={input}
        value={query}
        placeholder={QUERY_HINTS[watches]}
        charsMax={QUERY_CHARS_MAX}
        onChange={(text) => onChange({ query: text })}
      />
      <fieldset className={form.choices}>
        <legend>Fires when there are</legend>
        <ConditionFields draft={props.draft} onChange={onChange} />
        {condition === "fewer_than" && count === "1" && <p className={classes.aside}>That is: none at all.</p>}
        {rule && (
          <AlertPreview
            rule={rule}
            onGoTo={(from, to) => {
              input.current?.focus();
              // What is asked about has no blanks around it.
              const start = query.length - query.trimStart().length;
              input.current?.setSelectionRange(start + from, start + to);
            }}
          />
        )}
      </fieldset>
    </>
  );
}
