/**
 * `heroku web.1`: what the dyno manager did, and the R errors of a dyno.
 *
 * `event` names the sentence: `state` (with `from`, `to`), `start` (`command`), `stop` (`signal`), `exit` (`exit_status`),
 * `memory` (`memory` as written, `memory_percent`), `error` (`code`, `desc`, `detail`), `await`, `restart`, `cycle`, `idle`, `unidle`.
 * Sources: Dev Center "Dyno Runtime", "Heroku Error Codes".
 */
import type { LineLevel } from "../../../contract/line.ts";
import { FieldList } from "../../../lib/field-list.ts";
import { between, isCount, readErrorSentence, wordAt } from "./cursor.ts";
import type { LineFindings, LineParser } from "./fields.ts";

export const dyno: LineParser = {
  kind: "dyno",
  parse(message) {
    return (
      readState(message) ??
      readCommand(message) ??
      readExit(message) ??
      readSignal(message) ??
      readMemory(message) ??
      readError(message) ??
      readOneWord(message)
    );
  },
};

function found(level: LineLevel, event: string, fields: Record<string, string> = {}): LineFindings {
  return { fields: FieldList.of({ event, ...fields }), level, writing: "sentence" };
}

function readState(message: string): LineFindings | null {
  const from = between(message, "State changed from ", " to ");
  if (from === null || from.length > 40) return null;
  const to = wordAt(message, "State changed from ".length + from.length + " to ".length);
  return to === "" ? null : found(to === "crashed" ? "error" : "info", "state", { from, to });
}

function readCommand(message: string): LineFindings | null {
  const command = commandOf(message);
  return command === null ? null : found("info", "start", { command });
}

/** The command may hold backticks of its own: the last one closes it. */
export function commandOf(message: string): string | null {
  const opening = "Starting process with command `";
  if (!message.startsWith(opening)) return null;
  const close = message.lastIndexOf("`");
  return close < opening.length ? null : message.slice(opening.length, close);
}

function readExit(message: string): LineFindings | null {
  const opening = "Process exited with status ";
  if (!message.startsWith(opening)) return null;
  const status = wordAt(message, opening.length);
  return isCount(status) ? found(Number(status) === 0 ? "info" : "warn", "exit", { exit_status: status }) : null;
}

/** SIGKILL comes after SIGTERM was not heeded, or at R15. */
function readSignal(message: string): LineFindings | null {
  if (!message.startsWith("Stopping ")) return null;
  const at = message.indexOf(" with SIG");
  if (at < 0) return null;
  const signal = wordAt(message, at + " with ".length);
  return found(signal === "SIGKILL" ? "warn" : "info", "stop", { signal });
}

function readMemory(message: string): LineFindings | null {
  const memory = between(message, "Process running mem=", "(");
  const percent = memory === null ? null : between(message, `Process running mem=${memory}(`, "%)");
  if (memory === null || percent === null) return null;
  const isOver = Number(percent) >= 100;
  return found(isOver ? "warn" : "info", "memory", { memory, memory_percent: percent });
}

function readError(message: string): LineFindings | null {
  const error = readErrorSentence(message);
  if (error === null) return null;
  const fields: Record<string, string> = { code: error.code };
  if (error.desc !== "") fields.desc = error.desc;
  if (error.detail !== "") fields.detail = error.detail;
  return found("error", "error", fields);
}

const ONE_WORD_EVENTS: Record<string, string | undefined> = Object.assign(Object.create(null), {
  "Awaiting client": "await",
  Restarting: "restart",
  Cycling: "cycle",
  Idling: "idle",
  Unidling: "unidle",
});

function readOneWord(message: string): LineFindings | null {
  const event = ONE_WORD_EVENTS[message];
  return event === undefined ? null : found("info", event);
}
