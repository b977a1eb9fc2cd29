import forms from "../shell/form.module.css";

/** Longer than any token of Heroku's. */
const TOKEN_CHARS_MAX = 500;

/** Takes a token of Heroku's without showing it. */
export function TokenField(props: { value: string; isFirst?: boolean; onChange: (token: string) => void }) {
  return (
    <label className={forms.field}>
      <span>API token</span>
      <input
        className={forms.input}
        type="password"
        data-autofocus={props.isFirst || undefined}
        required
        maxLength={TOKEN_CHARS_MAX}
        value={props.value}
        placeholder="HRKU-…"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}
