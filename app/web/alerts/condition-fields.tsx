import { type AlertCondition, isCompared, sayMinutes } from "../../contract/alert-words.ts";
import { ALERT_COUNT_MAX, ALERT_TIMES_MAX, ALERT_TIMES_MIN } from "../../contract/limits.ts";
import form from "../shell/form.module.css";
import { type AlertDraft, windowChoices, withCondition } from "./alert-draft.ts";
import classes from "./alert-form.module.css";

const CONDITION_WORDS: Record<AlertCondition, string> = {
  at_least: "at least",
  fewer_than: "fewer than",
  rises: "many more than a day before",
  falls: "far fewer than a day before",
};

type Part = { draft: AlertDraft; onChange: (part: Partial<AlertDraft>) => void };

/** The condition as a sentence with gaps. */
export function ConditionFields({ draft, onChange }: Part) {
  const { condition } = draft;
  return (
    <div className={classes.condition}>
      <select
        className={form.input}
        aria-label="Condition"
        value={condition}
        onChange={(event) => onChange(withCondition(draft, event.target.value as AlertCondition))}
      >
        {Object.entries(CONDITION_WORDS).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {isCompared(draft) ? (
        <>
          {condition === "falls" && <span>then there were</span>}
          <Times draft={draft} onChange={onChange} />
          <span>times as many</span>
          <Watches draft={draft} onChange={onChange} />
          <span>in</span>
          <Window draft={draft} onChange={onChange} />
          <span>and at least</span>
          <Count draft={draft} onChange={onChange} />
        </>
      ) : (
        <>
          <Count draft={draft} onChange={onChange} />
          <Watches draft={draft} onChange={onChange} />
          <span>in</span>
          <Window draft={draft} onChange={onChange} />
        </>
      )}
    </div>
  );
}

function Count({ draft, onChange }: Part) {
  return (
    <input
      className={`${form.input} ${classes.count}`}
      aria-label="How many"
      type="number"
      required
      min={1}
      max={ALERT_COUNT_MAX}
      step={1}
      value={draft.count}
      onChange={(event) => onChange({ count: event.target.value })}
    />
  );
}

function Times({ draft, onChange }: Part) {
  return (
    <input
      className={`${form.input} ${classes.times}`}
      aria-label="Times as many"
      type="number"
      required
      min={ALERT_TIMES_MIN}
      max={ALERT_TIMES_MAX}
      step={0.1}
      value={draft.times}
      onChange={(event) => onChange({ times: event.target.value })}
    />
  );
}

function Watches({ draft, onChange }: Part) {
  const isOne = draft.count === "1" && !isCompared(draft);
  return (
    <select
      className={form.input}
      aria-label="What is counted"
      value={draft.watches}
      onChange={(event) => onChange({ watches: event.target.value === "changes" ? "changes" : "lines" })}
    >
      <option value="lines">{isOne ? "line" : "lines"}</option>
      <option value="changes">{isOne ? "change" : "changes"}</option>
    </select>
  );
}

function Window({ draft, onChange }: Part) {
  return (
    <select
      className={form.input}
      aria-label="Window"
      value={draft.windowMinutes}
      onChange={(event) => onChange({ windowMinutes: Number(event.target.value) })}
    >
      {windowChoices(draft.windowMinutes).map((minutes) => (
        <option key={minutes} value={minutes}>
          {sayMinutes(minutes)}
        </option>
      ))}
    </select>
  );
}
