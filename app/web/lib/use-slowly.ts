import { useEffect, useRef, useState } from "react";

/**
 * A value that changes often, at most every `everyMs`: for what screen readers say aloud, where each change interrupts.
 */
export function useSlowly<T>(value: T, everyMs: number): T {
  const [slow, setSlow] = useState(value);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  useEffect(() => {
    const timer = setInterval(() => setSlow(latest.current), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return slow;
}
