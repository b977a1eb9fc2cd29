import { useEffect, useRef } from "react";

/** What the keys of a page with a search and a list do. */
export interface ListKeys {
  focusSearch: () => void;
  moveRow: (step: 1 | -1) => void;
  openRow: () => void;
  close: () => void;
  openHelp: () => void;
  /** Further single characters of the page. */
  others?: Readonly<Record<string, () => void>>;
}

/**
 * The keys of a page with a search and a list. Single characters count only outside text fields, never with a modifier,
 * and can be switched off in the help dialog (WCAG 2.1.4); space and Enter leave buttons and links alone.
 */
export function useListKeys(keys: ListKeys, hasSingleKeys: boolean): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const isField = target?.closest("input, textarea, select, [contenteditable=true], [role=textbox]") != null;
      if (event.key === "Escape") {
        if (isField) target?.blur();
        else latest.current.close();
        return;
      }
      if (isField || document.querySelector("[aria-modal=true]")) return;
      const isControl = target?.closest("button, a, summary, [role=button]") != null;
      const isInGrid = target?.closest("[role=grid]") != null;
      if (act(event.key, latest.current, { isControl, isInGrid, hasSingleKeys })) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [hasSingleKeys]);
}

/** @returns whether the key was one of ours */
function act(
  key: string,
  keys: ListKeys,
  at: { isControl: boolean; isInGrid: boolean; hasSingleKeys: boolean },
): boolean {
  if (at.isInGrid && (key === "ArrowDown" || key === "ArrowUp")) {
    keys.moveRow(key === "ArrowDown" ? 1 : -1);
    return true;
  }
  if (key === "Enter" && !at.isControl) {
    keys.openRow();
    return true;
  }
  if (!at.hasSingleKeys || (key === " " && at.isControl)) return false;
  switch (key) {
    case "/":
      keys.focusSearch();
      return true;
    case "j":
      keys.moveRow(1);
      return true;
    case "k":
      keys.moveRow(-1);
      return true;
    case "?":
      keys.openHelp();
      return true;
    default: {
      const other = keys.others?.[key];
      other?.();
      return other !== undefined;
    }
  }
}
