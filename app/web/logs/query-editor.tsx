import { acceptCompletion, autocompletion, type CompletionContext, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { linter } from "@codemirror/lint";
import { Annotation, EditorSelection, EditorState, Prec, Transaction } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  placeholder as editorPlaceholder,
  keymap,
  tooltips,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Facet, QueryDiagnostic } from "../../contract/api.ts";
import { QUERY_CHARS_MAX } from "../../contract/limits.ts";
import { QUERY_FIELDS } from "../../contract/query/line-fields.ts";
import { styleNonce } from "../lib/page-settings.ts";
import { type OfferedField, offersAt, withFacets } from "./query-completion.ts";
import { queryParts } from "./query-look.ts";

/** Focuses the search; with a range of its text, selects that. */
export type FocusSearch = (selected?: { from: number; to: number }) => void;

export interface QueryEditorProps {
  value: string;
  /** Where the caret was in the plain field, when that had the focus. */
  caret: { anchor: number; head: number } | null;
  label: string;
  placeholder: string;
  /** The fields to offer, where they are not those of lines. */
  fields: readonly OfferedField[] | undefined;
  /** What the lines have that are looked at, as far as it is known; asked each time something is offered. */
  facets: () => readonly Facet[];
  onChange: (value: string) => void;
  onRun: (query: string) => void;
  /** Remarks on the text as it is typed; null while there is no parser to ask. */
  onDiagnostics: (diagnostics: readonly QueryDiagnostic[] | null) => void;
  focusRef: RefObject<FocusSearch>;
}

/** Marks a change that came from outside, so that it is not reported back. */
const fromOutside = Annotation.define<boolean>();

/**
 * The search in CodeMirror: colours, completion, remarks underlined in place. It is one line until several are pasted; the
 * box grows with them, then scrolls. Enter runs it.
 */
export function QueryEditor(props: QueryEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  // Before the browser hands out the next key: one that came between the plain field and this would be lost.
  useLayoutEffect(() => {
    if (!host.current) return;
    const { value, caret, focusRef } = latest.current;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        selection: caret ? EditorSelection.single(caret.anchor, caret.head) : EditorSelection.cursor(value.length),
        extensions: extensions(() => latest.current),
      }),
    });
    view.current = editor;
    focusRef.current = (selected) => {
      editor.focus();
      if (!selected) return;
      const end = editor.state.doc.length;
      const selection = { anchor: Math.min(selected.from, end), head: Math.min(selected.to, end) };
      editor.dispatch({ selection, scrollIntoView: true });
    };
    if (caret) editor.focus();
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === props.value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: props.value },
      selection: { anchor: props.value.length },
      annotations: fromOutside.of(true),
    });
  }, [props.value]);

  return <div ref={host} data-testid="query-editor" style={{ flex: 1, minWidth: 0 }} />;
}

function extensions(current: () => QueryEditorProps) {
  return [
    EditorView.cspNonce.of(styleNonce()),
    Prec.highest(
      keymap.of([
        { key: "Tab", run: acceptCompletion },
        {
          key: "Enter",
          run: (editor) => {
            // An offer chosen with the arrow keys is taken first; Enter again runs the search.
            if (acceptCompletion(editor)) return true;
            current().onRun(editor.state.doc.toString());
            return true;
          },
        },
      ]),
    ),
    keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    history(),
    ViewPlugin.fromClass(Colours, { decorations: (plugin) => plugin.marks }),
    autocompletion({
      override: [complete(current)],
      selectOnOpen: false,
      icons: false,
      maxRenderedOptions: 30,
    }),
    linter(remarks(current), { delay: 250 }),
    tooltips({ position: "fixed" }),
    editorPlaceholder(current().placeholder),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      "aria-label": current().label,
      "aria-describedby": "query-diagnostics",
      spellcheck: "false",
      autocapitalize: "off",
      autocorrect: "off",
    }),
    EditorState.transactionFilter.of(bounded),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      if (update.transactions.every((transaction) => transaction.annotation(fromOutside))) return;
      current().onChange(update.state.doc.toString());
    }),
    look,
  ];
}

/**
 * Line breaks within what is pasted stay, because several lines find each of theirs; those at its ends, which a terminal
 * copies along, are no lines. Nothing grows past what the API takes.
 */
function bounded(transaction: Transaction) {
  if (!transaction.docChanged) return transaction;
  const text = transaction.newDoc.toString();
  const begun = text.replace(/^\s*\n/, "");
  const clean = begun.replace(/\s*\n\s*$/, "").slice(0, QUERY_CHARS_MAX);
  if (clean === text) return transaction;
  const userEvent = transaction.annotation(Transaction.userEvent);
  return {
    changes: { from: 0, to: transaction.startState.doc.length, insert: clean },
    selection: {
      anchor: Math.max(0, Math.min(clean.length, transaction.newSelection.main.head - (text.length - begun.length))),
    },
    ...(userEvent === undefined ? {} : { userEvent }),
  };
}

function complete(current: () => QueryEditorProps) {
  return (context: CompletionContext) => {
    const fields = withFacets(current().fields ?? QUERY_FIELDS, current().facets());
    const offer = offersAt(context.state.sliceDoc(0, context.pos), context.explicit, fields);
    if (!offer) return null;
    return {
      from: offer.from,
      options: offer.options.map((option) => ({ label: option.label, detail: option.detail, apply: option.insert })),
      validFor: /^[\w.]*$/,
    };
  };
}

/** Reads the text as the server will, and says what it made of it. */
function remarks(current: () => QueryEditorProps) {
  return async (editor: EditorView) => {
    const text = editor.state.doc.toString();
    const { parseQuery } = await import("../../contract/query/parse.ts");
    const { diagnostics } = parseQuery(text);
    if (editor.state.doc.toString() !== text) return [];
    current().onDiagnostics(diagnostics);
    return diagnostics.map((diagnostic) => ({
      from: Math.min(diagnostic.from, text.length),
      to: Math.min(diagnostic.to, text.length),
      severity: diagnostic.severity,
      message: diagnostic.message,
    }));
  };
}

class Colours {
  marks: DecorationSet;

  constructor(editor: EditorView) {
    this.marks = coloured(editor);
  }

  update(update: ViewUpdate) {
    if (update.docChanged) this.marks = coloured(update.view);
  }
}

function coloured(editor: EditorView): DecorationSet {
  return Decoration.set(
    queryParts(editor.state.doc.toString()).map(({ from, to, part }) =>
      Decoration.mark({ class: `query-${part}` }).range(from, to),
    ),
  );
}

const look = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--text)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", maxHeight: "120px" },
  ".cm-content": { padding: "7px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 10px" },
  ".cm-placeholder": { color: "var(--dim)", whiteSpace: "nowrap", overflow: "hidden" },
  ".query-phrase": { color: "var(--phrase)" },
  ".query-joint": { color: "var(--dim)" },
  ".query-name": { color: "var(--accent)", fontWeight: "600" },
  ".query-pattern": { color: "var(--pattern)" },
  ".cm-tooltip": {
    backgroundColor: "var(--panel)",
    color: "var(--text)",
    border: "1px solid var(--rule-strong)",
    borderRadius: "4px",
    zIndex: "30",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12px", maxHeight: "240px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--bg)",
  },
  ".cm-completionDetail": { fontFamily: "var(--mantine-font-family)", fontStyle: "normal", opacity: "0.75" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
});
