/**
 * Lines and changes as a model is given them: what tells it something, by the API's names, and nothing that it would only
 * pay for. Everything else is in the API.
 */
import type { ChangeAnswer } from "../../contract/change.ts";
import type { Line } from "../../contract/line.ts";

/** A stack trace of a screen or two. */
const MESSAGE_CHARS_MAX = 2_000;
/** The one line that was asked for: twice what a dyno writes in one piece. */
const WHOLE_CHARS_MAX = 20_000;

/** One of many lines: its message is cut where it is very long. */
export function lineForModel(line: Line): object {
  return described(line, line.message, MESSAGE_CHARS_MAX);
}

/** The line that was asked for: whole, also where a dyno had cut it. */
export function wholeLineForModel(line: Line): object {
  return described(line, line.joined?.message ?? line.message, WHOLE_CHARS_MAX);
}

function described({ id, timestamp, app, kind, level, process_id }: Line, message: string, charsMax: number): object {
  return {
    id,
    timestamp,
    ...(app ? { app: app.name } : {}),
    process: process_id,
    kind,
    level,
    message: message.slice(0, charsMax),
    ...(message.length > charsMax ? { message_chars: message.length, is_cut: true } : {}),
  };
}

/** One of many changes, without what nobody told of it; `read_change` tells everything of one. */
export function changeForModel(change: ChangeAnswer): object {
  const { herokuActorEmail: actor, herokuAppName: app, herokuTeamName: team, srcIP: ip } = change;
  const told = Object.entries({ actor, app, team, ip }).filter(([, value]) => value !== "");
  return {
    id: change.id,
    at: change.eventTime,
    sentence: change.sentence,
    type: change.eventName,
    ...Object.fromEntries(told),
    sources: change.sources,
  };
}
