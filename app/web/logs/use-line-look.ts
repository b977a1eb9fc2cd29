import { useMemo } from "react";
import { usePreference, useSwitch } from "../lib/preference.ts";
import type { Zone } from "../lib/time-format.ts";
import type { LineLook } from "./line-row.tsx";
import { useQueryWords } from "./use-query-words.ts";

/** How lines are shown, and what can be switched about it. */
export interface ChosenLook {
  look: LineLook;
  setZone: (zone: Zone) => void;
  setWrapped: (isWrapped: boolean) => void;
  setRaw: (isRaw: boolean) => void;
}

/** As this viewer chose it in this browser, with the words of the search marked. */
export function useLineLook({ query, isAppShown }: { query: string } & Pick<LineLook, "isAppShown">): ChosenLook {
  const [zone, setZone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  const [isWrapped, setWrapped] = useSwitch("wrap", window.innerWidth < 640);
  const [isRaw, setRaw] = useSwitch("raw", false);
  const words = useQueryWords(query);
  // One object for as long as nothing of it changes: each row compares it.
  const look = useMemo(
    () => ({ zone, isWrapped, isRaw, isAppShown, words }),
    [zone, isWrapped, isRaw, isAppShown, words],
  );
  return { look, setZone, setWrapped, setRaw };
}
