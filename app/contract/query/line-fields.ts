import { LINE_KINDS, LINE_LEVELS } from "../line.ts";
import type { Place, QueryField } from "./fields.ts";
import { FACILITY_NAMES, SEVERITY_NAMES } from "./syslog-names.ts";

/**
 * The fields a query on lines can name. A name that is not in the table is a key of the line's `fields` (dotted for JSON:
 * `user.id`). One table for the parser, both readers, the documentation and the editor's completion.
 */

const key = (...names: string[]): Place[] => names.map((name) => ({ key: name }));

export const QUERY_FIELDS: readonly QueryField[] = [
  {
    name: "app",
    about: "Heroku app, by name or id",
    example: "app:harbor-quay",
    comparison: "whole",
    places: key("app"),
    isApp: true,
  },
  {
    name: "dyno",
    about: "Dyno that wrote the line or served the request; a type without a number means all of them",
    example: "dyno:web.1",
    comparison: "process",
    places: [{ column: "process_id" }, { key: "dyno" }],
  },
  {
    name: "process",
    about: "Process that wrote the line, by type or full name",
    example: "process:worker",
    comparison: "process",
    places: [{ column: "process_id" }, { key: "process" }],
  },
  {
    name: "source",
    about: "Where the line comes from: app, heroku, a process, or both as heroku/router",
    example: "source:heroku/router",
    comparison: "process",
    places: [{ column: "app_name" }, { column: "process_id" }, { program: true }, { key: "source" }],
  },
  {
    name: "kind",
    about: "Part of Heroku that wrote the line",
    example: "kind:router",
    values: LINE_KINDS,
    comparison: "whole",
    places: [{ column: "kind" }, { key: "kind" }],
  },
  {
    name: "level",
    about: "Urgency, in the order debug, info, warn, error, fatal",
    example: "level:>=warn",
    values: LINE_LEVELS,
    comparison: "whole",
    places: [{ column: "level" }, { key: "level" }],
  },
  {
    name: "message",
    about: "Text of the line",
    example: 'message:"timed out"',
    comparison: "part",
    places: [{ column: "message" }],
  },
  {
    name: "status",
    about: "HTTP status; 5xx means 500 to 599",
    example: "status:5xx",
    comparison: "whole",
    places: key("status"),
  },
  {
    name: "method",
    about: "HTTP method",
    example: "method:POST",
    values: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"],
    comparison: "whole",
    places: key("method"),
  },
  {
    name: "path",
    about: "Path of the request, with or without its query string",
    example: "path:/orders/*",
    comparison: "whole",
    places: [{ key: "path" }, { pathOf: "path" }],
  },
  {
    name: "host",
    about: "Host name of the request, or of the line",
    example: "host:shop.example.com",
    comparison: "whole",
    places: [{ key: "host" }, { column: "host_name" }],
  },
  {
    name: "code",
    about: "Heroku error code",
    example: "code:H12",
    values: ["H10", "H12", "H13", "H18", "H27", "R14", "R15", "L10"],
    comparison: "whole",
    places: key("code"),
  },
  {
    name: "request_id",
    about: "Request, across router and app lines",
    example: "request_id:7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11",
    comparison: "whole",
    places: key("request_id", "requestId", "req_id", "request.id", "req.id"),
    isTraceId: true,
  },
  {
    name: "ip",
    about: "Address of the client, as one address or a block",
    example: "ip:203.0.113.0/24",
    comparison: "whole",
    places: key("fwd", "ip", "client_ip", "clientIp", "remote_ip", "remote_addr", "remoteAddress"),
  },
  {
    name: "release",
    about: "Release, as the line names it",
    example: "release:v42",
    comparison: "whole",
    places: key("release"),
  },
  {
    name: "program",
    about: "Papertrail's name for the source; any part of app/web.1",
    example: "program:heroku/router",
    comparison: "part",
    places: [{ program: true }],
  },
  {
    name: "sender",
    about: "Papertrail's name for the app; any part of it",
    example: "sender:harbor",
    comparison: "part",
    places: [{ column: "host_name" }],
    isApp: true,
  },
  {
    name: "system",
    about: "The same as sender",
    example: "system:harbor",
    comparison: "part",
    places: [{ column: "host_name" }],
    isApp: true,
  },
  {
    name: "host_name",
    about: "Host as the sender gave it",
    example: "host_name:host",
    comparison: "whole",
    places: [{ column: "host_name" }],
  },
  {
    name: "app_name",
    about: "app or heroku, or another source's name",
    example: "app_name:heroku",
    values: ["app", "heroku"],
    comparison: "whole",
    places: [{ column: "app_name" }],
  },
  {
    name: "process_id",
    about: "Process exactly as logged",
    example: "process_id:web.1",
    comparison: "whole",
    places: [{ column: "process_id" }],
  },
  {
    name: "message_id",
    about: "Message id exactly as logged",
    example: "message_id:-",
    comparison: "whole",
    places: [{ column: "message_id" }],
  },
  {
    name: "version",
    about: "Syslog version",
    example: "version:1",
    comparison: "whole",
    places: [{ column: "version" }],
  },
  {
    name: "priority",
    about: "Syslog PRI number",
    example: "priority:158",
    comparison: "whole",
    places: [],
    numberColumn: "priority",
  },
  {
    name: "severity",
    about: "Syslog severity, by number or name; 0 is the most urgent",
    example: "severity:<=3",
    values: SEVERITY_NAMES,
    comparison: "whole",
    places: [],
    numberColumn: "severity",
  },
  {
    name: "facility",
    about: "Syslog facility, by number or name",
    example: "facility:local7",
    values: FACILITY_NAMES,
    comparison: "whole",
    places: [],
    numberColumn: "facility",
  },
  {
    name: "message_len",
    about: "Bytes of the line",
    example: "message_len:>10kb",
    comparison: "whole",
    places: [],
    numberColumn: "message_len",
  },
];

const BY_NAME = new Map(QUERY_FIELDS.map((field) => [field.name, field]));

/** @returns the named field, or null when the name is a key of `fields`. Names are lower case, as they are shown. */
export function namedField(name: string): QueryField | null {
  return BY_NAME.get(name) ?? null;
}

/** The places of a key of `fields` that is not in the table. */
export function keyPlaces(name: string): readonly Place[] {
  return key(name);
}
