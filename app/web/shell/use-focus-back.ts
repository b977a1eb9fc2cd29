import { useEffect, useState } from "react";

/** What had the focus before the first of dialogs that follow each other, as a form and what it made. */
let opener: Element | null = null;

const isInDialog = (element: Element | null) => element?.closest("[role=dialog]") != null;

/**
 * For what lies over the page: when it is closed, the focus goes back to what had it before, and to the page's content where
 * that is gone. Mantine's own would, if its dialogs were there before they open.
 */
export function useFocusBack(): void {
  useState(() => {
    // Before the dialog takes it.
    if (!isInDialog(document.activeElement)) opener = document.activeElement;
  });
  useEffect(
    () => () => {
      // Not at once: the page may be about to lose what the dialog has removed, and the button with it.
      setTimeout(() => {
        if (document.querySelector("[role=dialog]") !== null) return;
        const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
        (isThere ? (opener as HTMLElement) : document.getElementById("main"))?.focus();
      });
    },
    [],
  );
}
