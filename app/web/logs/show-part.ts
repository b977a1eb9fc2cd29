/**
 * Scrolls a part of the detail into view: it opens below the message, the code's card and the buttons, often below the
 * fold. Its beginning where it is longer than the panel, else as little as shows all of it.
 */
export function showPart(part: Element | null | undefined): void {
  const panel = part?.parentElement;
  if (!part || !panel) return;
  part.scrollIntoView({ block: part.clientHeight > panel.clientHeight ? "start" : "nearest" });
}
