import type { QueryDiagnostic } from "../../contract/api.ts";
import { counted } from "../lib/amounts.ts";
import { inOneRow, showable } from "./line-format.ts";
import classes from "./query-box.module.css";

const WORDS = { error: "Error", warning: "Note", hint: "Hint" };
const SHOWN_MAX = 3;
/** Of the text at the place, enough to recognise it. */
const PLACE_CHARS_MAX = 24;

/** What was read leniently in the search, each with its place in the text; a click goes there. */
export function QueryDiagnostics(props: {
  text: string;
  diagnostics: readonly QueryDiagnostic[];
  onGoTo: (from: number, to: number) => void;
}) {
  const { text, diagnostics } = props;
  const moreCount = diagnostics.length - SHOWN_MAX;
  return (
    <ul className={classes.diagnostics} id="query-diagnostics" aria-live="polite" aria-label="Remarks on the search">
      {diagnostics.slice(0, SHOWN_MAX).map((diagnostic) => (
        <li
          key={`${diagnostic.from}:${diagnostic.to}:${diagnostic.message}`}
          className={classes.diagnostic}
          data-severity={diagnostic.severity}
        >
          <button
            type="button"
            className={classes.where}
            title="Go there"
            onClick={() => props.onGoTo(diagnostic.from, diagnostic.to)}
          >
            {WORDS[diagnostic.severity]} at <Place text={text} diagnostic={diagnostic} />
          </button>
          <span>{showable(diagnostic.message)}</span>
        </li>
      ))}
      {moreCount > 0 && <li className={classes.diagnostic}>and {counted(moreCount, "more remark")}</li>}
      {diagnostics.length > 0 && (
        <li className={classes.diagnostic}>
          <a href="/query-language" target="_blank" rel="noreferrer">
            How searches are read
          </a>
        </li>
      )}
    </ul>
  );
}

/** `5–9 foo`: positions counted from 1, as people count. */
function Place({ text, diagnostic }: { text: string; diagnostic: QueryDiagnostic }) {
  const { from, to } = diagnostic;
  const part = text.slice(from, Math.min(to, from + PLACE_CHARS_MAX));
  return (
    <>
      {to - from > 1 ? `${from + 1}–${to}` : from + 1}
      {part !== "" && (
        <>
          {" "}
          <code>
            {inOneRow(part)}
            {to - from > PLACE_CHARS_MAX && "…"}
          </code>
        </>
      )}
    </>
  );
}
