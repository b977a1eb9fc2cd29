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
            {WORDS[diagnostic.severity]} at <Place text={text} diagnostic={diagnostic} />:
          </span>
          <span>{diagnostic.message}</span>
        </li>
      ))}
    </ul>
  );
}

/** `5–9 foo`: positions counted from 1, as people count. */
function Place({ text, diagnostic }: { text: string; diagnostic: QueryDiagnostic }) {
  const { from, to } = diagnostic;
  const part = text.slice(from, Math.min(to, from + 24));
  return (
    <>
      {to - from > 1 ? `${from + 1}–${to}` : from + 1} {part !== "" && <code>{part}</code>}
    </>
  );
}
