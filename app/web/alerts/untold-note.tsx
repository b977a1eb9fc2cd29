import type { AlertAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import sheet from "../shell/sheet.module.css";
import { untoldWords } from "./alert-words.ts";
import { When } from "./when.tsx";

/** That nobody could be told, and why: an alarm that reached nobody must be seen here, without opening its history. */
export function UntoldNote({ alert }: { alert: AlertAnswer }) {
  const words = untoldWords(alert.last_told);
  if (words === null || alert.last_told === null) return null;
  return (
    <p className={sheet.advice}>
      {words.start} at <When at={alert.last_told.at} />: {showable(words.outcome)}
    </p>
  );
}
