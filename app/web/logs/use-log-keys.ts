import { type ListKeys, useListKeys } from "../lib/use-list-keys.ts";

export interface LogKeys extends Omit<ListKeys, "others"> {
  toggleLive: () => void;
  togglePause: () => void;
  toggleWrap: () => void;
  toggleFields: () => void;
  moreContext: (side: "before" | "after") => void;
}

/** The keys of a list, and those of this page. */
export function useLogKeys(keys: LogKeys, hasSingleKeys: boolean): void {
  const others = {
    t: keys.toggleLive,
    " ": keys.togglePause,
    w: keys.toggleWrap,
    f: keys.toggleFields,
    "[": () => keys.moreContext("before"),
    "]": () => keys.moreContext("after"),
  };
  useListKeys({ ...keys, others }, hasSingleKeys);
}
