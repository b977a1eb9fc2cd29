import type { RefObject } from "react";
import form from "./form.module.css";
import classes from "./query-field.module.css";

/** A query in a form. Enter sends the form, Shift and Enter begin another line. */
export function QueryField(props: {
  label: string;
  input: RefObject<HTMLTextAreaElement | null>;
  value: string;
  placeholder: string;
  charsMax: number;
  isRequired?: boolean;
  onChange: (query: string) => void;
}) {
  return (
    <label className={form.field}>
      <span>{props.label}</span>
      {/* Not an input: that would run pasted lines together, and several find each of theirs. */}
      <textarea
        ref={props.input}
        rows={1}
        className={`${form.input} ${classes.query}`}
        required={props.isRequired ?? false}
        maxLength={props.charsMax}
        value={props.value}
        placeholder={props.placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
    </label>
  );
}
