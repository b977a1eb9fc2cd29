import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import classes from "./announcer.module.css";

const AnnounceContext = createContext<(words: string) => void>(() => {});

/** Says something short on screen and to screen readers, for example "Link copied". */
export function useAnnounce(): (words: string) => void {
  return useContext(AnnounceContext);
}

const SHOWN_MS = 4000;

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ words: string; serial: number } | null>(null);
  const announce = useCallback((words: string) => setSaid((old) => ({ words, serial: (old?.serial ?? 0) + 1 })), []);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className={classes.place} role="status" aria-live="polite">
        {said && (
          <div key={said.serial} className={classes.words}>
            {said.words}
          </div>
        )}
      </div>
    </AnnounceContext>
  );
}
