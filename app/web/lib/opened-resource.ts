import { useSyncExternalStore } from "react";

/*
 * A browser has one dashboard session, which belongs to the resource opened last. A page remembers for which resource it
 * was loaded and says so on every call; the server refuses the call when the session is another's by now, and the page
 * then shows nothing of either.
 */
let loadedFor: string | null = null;
let isOther = false;
const listeners = new Set<() => void>();

/** The first answer about the resource decides what this page is about, for as long as it is open. */
export function noteLoadedResource(resourceId: string): void {
  loadedFor ??= resourceId;
}

/** Null until the resource has been read. */
export function loadedResource(): string | null {
  return loadedFor;
}

/** The server said that the session is another resource's. Final: only loading the page anew helps. */
export function noteOtherResource(): void {
  isOther = true;
  for (const listener of listeners) listener();
}

export function useIsOtherResource(): boolean {
  return useSyncExternalStore(subscribe, () => isOther);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
