import { useEffect, useState } from "react";
import { serverNowMs } from "./server-clock.ts";

/** The server's time, read again every `everyMs`: for what is said relative to now. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(serverNowMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(serverNowMs()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
