import { type ListKeys, useListKeys } from "../lib/use-list-keys.ts";

export interface LogKeys extends Omit<ListKeys, "others"> {
  toggleLive: () => void;
  togglePause: () => void;
  toggleWrap: () => void;
}

/** The keys of a list, and those of a live view. */
export function useLogKeys(keys: LogKeys, hasSingleKeys: boolean): void {
  const others = { t: keys.toggleLive, " ": keys.togglePause, w: keys.toggleWrap };
  useListKeys({ ...keys, others }, hasSingleKeys);
}
