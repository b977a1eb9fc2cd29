import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { AlertAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { testWords } from "./alert-words.ts";
import { testAlert } from "./alerts-api.ts";
import { useAlertEvents } from "./use-alert-events.ts";

const LOOK_MS = 1500;
/** The first attempts are a matter of seconds; what takes longer is found in the history. */
const AWAITED_MS = 60_000;

/** Sends a test and says aloud what came of it. */
export function useAlertTest(alert: AlertAnswer, onSent: () => void) {
  const [awaitedId, setAwaitedId] = useState<string | null>(null);
  const announce = useAnnounce();
  const queryClient = useQueryClient();
  const { name } = alert;
  const sending = useMutation({
    mutationFn: () => testAlert(alert.id),
    onSuccess: (event) => {
      setAwaitedId(event.id);
      onSent();
      return queryClient.invalidateQueries({ queryKey: ["alert-events", alert.id] });
    },
  });
  const events = useAlertEvents(alert.id, { isAsked: awaitedId !== null, everyMs: LOOK_MS });
  const event = events.data?.data.find((each) => each.id === awaitedId);
  const outcome = event && event.delivery !== "pending" ? testWords(name, event) : null;
  useEffect(() => {
    if (awaitedId === null) return;
    const end = (words: string) => {
      announce(showable(words));
      setAwaitedId(null);
    };
    if (outcome !== null) return end(outcome);
    const timer = setTimeout(() => end(`Test of ${name}: not delivered yet`), AWAITED_MS);
    return () => clearTimeout(timer);
  }, [awaitedId, outcome, name, announce]);
  return { send: sending.mutate, isUnderWay: sending.isPending || awaitedId !== null, error: sending.error };
}
