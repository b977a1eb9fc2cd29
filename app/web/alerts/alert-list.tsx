import type { AlertAnswer } from "../../contract/api.ts";
import { useNow } from "../lib/use-now.ts";
import sheet from "../shell/sheet.module.css";
import { AlertCard } from "./alert-card.tsx";
import type { OpenDialog } from "./alert-dialogs.tsx";
import { summaryWords } from "./alert-words.ts";
import classes from "./alerts.module.css";

/** Ages are told in minutes, and a mute ends by itself. */
const AGE_MS = 20_000;

/** Every alert, and in a sentence how they stand. */
export function AlertList(props: {
  alerts: readonly AlertAnswer[];
  mayWrite: boolean;
  onOpen: (open: OpenDialog) => void;
}) {
  const nowMs = useNow(AGE_MS);
  return (
    <>
      <p className={sheet.lead} role="status">
        {summaryWords(props.alerts, nowMs)}
      </p>
      <ul className={classes.list}>
        {props.alerts.map((alert) => (
          <li key={alert.id}>
            <AlertCard alert={alert} nowMs={nowMs} mayWrite={props.mayWrite} onOpen={props.onOpen} />
          </li>
        ))}
      </ul>
    </>
  );
}
