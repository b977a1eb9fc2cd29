import { useCallback, useSyncExternalStore } from "react";

/**
 * A choice of this viewer in this browser (wrap, time zone, …), shared by every component that asks for it.
 * Kept in localStorage where the browser allows that, in memory otherwise.
 */
export function usePreference<T extends string>(
  name: string,
  choices: readonly T[],
  fallback: T,
): [T, (value: T) => void] {
  const stored = useSyncExternalStore(subscribe, () => read(name));
  const value = choices.find((choice) => choice === stored) ?? fallback;
  const set = useCallback((next: T) => write(name, next), [name]);
  return [value, set];
}

/** A yes-or-no preference. */
export function useSwitch(name: string, fallback: boolean): [boolean, (value: boolean) => void] {
  const [value, set] = usePreference(name, ["on", "off"], fallback ? "on" : "off");
  return [value === "on", useCallback((next: boolean) => set(next ? "on" : "off"), [set])];
}

const memory = new Map<string, string>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(name: string): string | null {
  const held = memory.get(name);
  if (held !== undefined) return held;
  try {
    return localStorage.getItem(`draintrail.${name}`);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  memory.set(name, value);
  try {
    localStorage.setItem(`draintrail.${name}`, value);
  } catch {
    // Storage is off: the choice lasts until the page is left.
  }
  for (const listener of listeners) listener();
}
