/**
 * Takes everything outside `element` out of reach of focus and pointer, for a dialog that covers the whole page.
 *
 * @returns what gives it back
 */
export function makeRestInert(element: HTMLElement): () => void {
  const hidden: HTMLElement[] = [];
  for (let at: HTMLElement | null = element; at?.parentElement && at !== document.body; at = at.parentElement) {
    for (const sibling of at.parentElement.children) {
      // What is said aloud must stay audible.
      if (sibling === at || !(sibling instanceof HTMLElement) || sibling.inert || sibling.role === "status") continue;
      sibling.inert = true;
      hidden.push(sibling);
    }
  }
  return () => {
    for (const each of hidden) each.inert = false;
  };
}
