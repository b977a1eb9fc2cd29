import { LINE_LEVELS, type Line, type LineKind } from "../../../app/contract/line.ts";

/** The app whose lines the examples are. */
export const APP = { id: "01234567-89ab-4cde-8f01-23456789abcd", name: "harbor-quay" };

/** A line with the given parts; the rest is what an ordinary app line has. */
export function lineOf(parts: Partial<Line>): Line {
  const message = parts.message ?? "";
  const line: Line = {
    id: "1",
    message_len: 60 + message.length,
    priority: 190,
    version: "1",
    timestamp: "2026-03-04T09:15:02.118437Z",
    host_name: "host",
    app_name: "app",
    process_id: "web.1",
    message_id: "-",
    message,
    facility: 23,
    severity: 6,
    received_at: "2026-03-04T09:15:02.300Z",
    app: APP,
    kind: "app",
    level: "info",
    fields: fieldsOf(message),
    ...parts,
  };
  return { ...line, facility: Math.floor(line.priority / 8), severity: line.priority % 8 };
}

/** A line as `heroku[router]: message`, with the app's name before it if it is another app; else the app's own text. */
export function lineFrom(text: string): Line {
  const found = /^(?:([a-z][a-z-]*) )?([a-z]+)\[([\w.-]+)\]: ([\s\S]*)$/.exec(text);
  if (found === null) return lineOf({ message: text });
  const [, name, app_name, process_id, message] = found as unknown as [
    string,
    string | undefined,
    string,
    string,
    string,
  ];
  const fields = fieldsOf(message);
  const kind: LineKind = process_id === "router" ? "router" : app_name === "heroku" ? "dyno" : "app";
  const level = LINE_LEVELS.find((each) => each === (fields.at ?? fields.level)) ?? "info";
  const app = name === undefined ? APP : { id: "99999999-89ab-4cde-8f01-23456789abcd", name };
  return lineOf({
    app_name,
    process_id,
    message,
    kind,
    level,
    fields,
    app,
    priority: app_name === "heroku" ? 158 : 190,
  });
}

/** Enough of a parser for tests: logfmt pairs, or JSON flattened to dotted paths. */
function fieldsOf(message: string): Record<string, string> {
  if (message.startsWith("{")) {
    try {
      return flatten(JSON.parse(message));
    } catch {
      return {};
    }
  }
  const pairs = message.matchAll(/([A-Za-z_][\w.#@-]*)=(?:"([^"]*)"|(\S*))/g);
  return Object.fromEntries([...pairs].map(([, name, quoted, bare]) => [name, quoted ?? bare ?? ""]));
}

function flatten(value: object, prefix = ""): Record<string, string> {
  const entries = Object.entries(value).flatMap(([name, inner]): [string, string][] =>
    typeof inner === "object" && inner !== null
      ? Object.entries(flatten(inner, `${prefix}${name}.`))
      : [[prefix + name, String(inner)]],
  );
  return Object.fromEntries(entries);
}
