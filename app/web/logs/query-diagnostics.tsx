import type { QueryDiagnostic } from "../../contract/api.ts";
import classes from "./query-box.module.css";

const WORDS = { error: "Error", warning: "Note", hint: "Hint" };
const SHOWN_MAX = 3;

/** What was read leniently in the search, each with its place in the text. */
export function QueryDiagnostics({ text, diagnostics }: { text: string; diagnostics: readonly QueryDiagnostic[] }) {
  return (
    <ul className={classes.diagnostics} id="query-diagnostics" aria-live="polite" aria-label="Remarks on the search">
      {diagnostics.slice(0, SHOWN_MAX).map((diagnostic) => (
        <li
          key={`${diagnostic.from}:${diagnostic.to}:${diagnostic.message}`}
          className={classes.diagnostic}
          data-severity={diagnostic.severity}
        >
          <span className={classes.where}>
            {WORDS[diagnostic.severity]} at {place(text, diagnostic)}
          </span>
          <span>{diagnostic.message}</span>
        </li>
      ))}
    </ul>
  );
}

/** `5–9 "foo"`: positions counted from 1, as people count. */
function place(text: string, { from, to }: QueryDiagnostic): string {
  const part = text.slice(from, Math.min(to, from + 24));
  const span = to - from > 1 ? `${from + 1}–${to}` : `${from + 1}`;
  return part === "" ? span : `${span} ${JSON.stringify(part)}`;
}
