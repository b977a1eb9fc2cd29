import { useEffect, useRef } from "react";

export interface LogKeys {
  focusSearch: () => void;
  toggleLive: () => void;
  togglePause: () => void;
  moveRow: (step: 1 | -1) => void;
  openRow: () => void;
  close: () => void;
  toggleWrap: () => void;
  openHelp: () => void;
}

/**
 * The page's keys. Single characters count only outside text fields, never with a modifier, and can be switched off in
 * the help dialog (WCAG 2.1.4); space and Enter leave buttons and links alone.
 */
export function useLogKeys(keys: LogKeys, hasSingleKeys: boolean): void {
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
  keys: LogKeys,
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
  if (!at.hasSingleKeys) return false;
  switch (key) {
    case "/":
      keys.focusSearch();
      return true;
    case "t":
      keys.toggleLive();
      return true;
    case " ":
      if (at.isControl) return false;
      keys.togglePause();
      return true;
    case "j":
      keys.moveRow(1);
      return true;
    case "k":
      keys.moveRow(-1);
      return true;
    case "w":
      keys.toggleWrap();
      return true;
    case "?":
      keys.openHelp();
      return true;
    default:
      return false;
  }
}
