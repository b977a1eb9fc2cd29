import { type ComponentType, type RefObject, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Facet, QueryDiagnostic } from "../../contract/api.ts";
import { QUERY_CHARS_MAX } from "../../contract/limits.ts";
import classes from "./query-box.module.css";
import type { OfferedField } from "./query-completion.ts";
import { QueryDiagnostics } from "./query-diagnostics.tsx";
import type { FocusSearch, QueryEditorProps } from "./query-editor.tsx";

const QUERY_PLACEHOLDER = 'Search: timeout "out of memory" status:>=500 -path:/health code:H12';

const noFacets = () => [];

/**
 * The search as text. A plain field at first, so that the page is there sooner; when someone reaches for it, the editor
 * with colours and completion takes its place, with text, caret and focus kept and never in the middle of composing.
 */
export function QueryBox({
  query,
  diagnostics,
  label = "Search logs",
  placeholder = QUERY_PLACEHOLDER,
  fields,
  facets = noFacets,
  onRun,
  focusRef,
}: {
  query: string;
  /** What the server read leniently in `query`. */
  diagnostics: readonly QueryDiagnostic[];
  /** What is searched, where it is not lines: the box's name, its example, and the fields to offer. */
  label?: string;
  placeholder?: string;
  fields?: readonly OfferedField[];
  /** As in query-editor.tsx. */
  facets?: () => readonly Facet[];
  onRun: (query: string) => void;
  /** Set to a function that puts the caret into the box, and selects what is named. */
  focusRef: RefObject<FocusSearch>;
}) {
  const [draft, setDraft] = useState(query);
  const [shown, setShown] = useState(query);
  if (shown !== query) {
    // The address changed under us (Back, a filter button): it wins over what was typed and not run.
    setShown(query);
    setDraft(query);
  }
  const [draftDiagnostics, setDraftDiagnostics] = useState<readonly QueryDiagnostic[] | null>(null);
  const [Editor, setEditor] = useState<ComponentType<QueryEditorProps> | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<{ anchor: number; head: number } | null>(null);
  const isComposing = useRef(false);

  const isWanted = useRef(false);
  const wantEditor = () => {
    if (isWanted.current) return;
    isWanted.current = true;
    import("./query-editor.tsx")
      .then(({ QueryEditor }) => {
        const swap = () => {
          if (isComposing.current) {
            input.current?.addEventListener("compositionend", () => setTimeout(swap), { once: true });
            return;
          }
          const field = input.current;
          const hasFocus = field !== null && document.activeElement === field;
          caret.current = hasFocus ? { anchor: field.selectionStart ?? 0, head: field.selectionEnd ?? 0 } : null;
          flushSync(() => setEditor(() => QueryEditor));
        };
        swap();
      })
      // Without the editor the plain field goes on working, so a failed download is no failure.
      .catch(() => {
        isWanted.current = false;
      });
  };

  useEffect(() => {
    if (Editor) return;
    focusRef.current = (selected) => {
      input.current?.focus();
      if (selected) input.current?.setSelectionRange(selected.from, selected.to);
    };
  }, [Editor, focusRef]);

  const isTyped = draft !== query;
  return (
    <search className={classes.box}>
      <form
        className={classes.field}
        onPointerEnter={wantEditor}
        onFocus={wantEditor}
        onSubmit={(event) => {
          event.preventDefault();
          onRun(draft);
        }}
      >
        {Editor ? (
          <Editor
            value={draft}
            caret={caret.current}
            label={label}
            placeholder={placeholder}
            fields={fields}
            facets={facets}
            onChange={setDraft}
            onRun={onRun}
            onDiagnostics={setDraftDiagnostics}
            focusRef={focusRef}
          />
        ) : (
          // Not an input: that would run pasted lines together, and several find each of theirs.
          <textarea
            ref={input}
            rows={1}
            className={classes.input}
            aria-label={label}
            aria-describedby="query-diagnostics"
            placeholder={placeholder}
            value={draft}
            maxLength={QUERY_CHARS_MAX}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              onRun(draft);
            }}
            onCompositionStart={() => {
              isComposing.current = true;
            }}
            onCompositionEnd={() => {
              isComposing.current = false;
            }}
          />
        )}
        {draft !== "" && (
          <button type="button" className={classes.clear} aria-label="Clear the search" onClick={() => onRun("")}>
            ×
          </button>
        )}
        <a
          className={classes.help}
          href="/query-language"
          target="_blank"
          rel="noreferrer"
          aria-label="How to search (opens a new tab)"
          title="How to search: words, fields, ranges …"
        >
          ?
        </a>
        <button type="submit" className={classes.run} data-typed={isTyped || undefined}>
          Search
        </button>
      </form>
      <QueryDiagnostics
        text={draft}
        diagnostics={draftDiagnostics ?? (isTyped ? [] : diagnostics)}
        onGoTo={(from, to) => focusRef.current({ from, to })}
      />
    </search>
  );
}
