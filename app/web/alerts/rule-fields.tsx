import { useMemo, useRef } from "react";
import { sayMinutes } from "../../contract/alert-words.ts";
import { ALERT_COUNT_MAX, QUERY_CHARS_MAX } from "../../contract/limits.ts";
import form from "../shell/form.module.css";
import { QueryField } from "../shell/query-field.tsx";
import { type AlertDraft, ruleOf, windowChoices } from "./alert-draft.ts";
import classes from "./alert-form.module.css";
import { AlertPreview } from "./alert-preview.tsx";

const QUERY_HINTS = {
  lines: "every line; or as on the Logs page: status:>=500",
  changes: "every change; or as on the Changes page: type:config_change",
};

/** What is counted, from how many on, and what that would have done. */
export function RuleFields(props: { draft: AlertDraft; onChange: (part: Partial<AlertDraft>) => void }) {
  const { onChange } = props;
  const { watches, query, condition, count, windowMinutes } = props.draft;
  const input = useRef<HTMLTextAreaElement>(null);
  const rule = useMemo(
    () => ruleOf({ watches, query, condition, count, windowMinutes }),
    [watches, query, condition, count, windowMinutes],
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
        <div className={classes.condition}>
          <select
            className={form.input}
            aria-label="Condition"
            value={condition}
            onChange={(event) =>
              onChange({ condition: event.target.value === "fewer_than" ? "fewer_than" : "at_least" })
            }
          >
            <option value="at_least">at least</option>
            <option value="fewer_than">fewer than</option>
          </select>
          <input
            className={`${form.input} ${classes.count}`}
            aria-label="How many"
            type="number"
            required
            min={1}
            max={ALERT_COUNT_MAX}
            step={1}
            value={count}
            onChange={(event) => onChange({ count: event.target.value })}
          />
          <select
            className={form.input}
            aria-label="What is counted"
            value={watches}
            onChange={(event) => onChange({ watches: event.target.value === "changes" ? "changes" : "lines" })}
          >
            <option value="lines">{count === "1" ? "line" : "lines"}</option>
            <option value="changes">{count === "1" ? "change" : "changes"}</option>
          </select>
          <span>in</span>
          <select
            className={form.input}
            aria-label="Window"
            value={windowMinutes}
            onChange={(event) => onChange({ windowMinutes: Number(event.target.value) })}
          >
            {windowChoices(windowMinutes).map((minutes) => (
              <option key={minutes} value={minutes}>
                {sayMinutes(minutes)}
              </option>
            ))}
          </select>
        </div>
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
