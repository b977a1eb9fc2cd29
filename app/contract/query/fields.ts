/** What a field that a query can name is. The fields: line-fields.ts, change-fields.ts. */

/** Where a field's text is read. `key` is a key of `fields`; a line without it reads as "". */
export type Place =
  | { column: TextColumn }
  | { key: string }
  /** A router path without its query string. */
  | { pathOf: string }
  /** `app_name/process_id`, the form Papertrail shows: `heroku/router`. */
  | { program: true };
export type TextColumn =
  | "message"
  | "host_name"
  | "app_name"
  | "process_id"
  | "message_id"
  | "version"
  | "kind"
  | "level";
export type NumberColumn = "priority" | "severity" | "facility" | "message_len";

/**
 * How a plain value is compared:
 * - `whole`: the whole value, case aside
 * - `part`: anywhere in the value
 * - `process`: the whole value or its process type (`web` is `web.1`, `web.2`, ...)
 */
export type Comparison = "whole" | "part" | "process";

export interface QueryField<P = Place> {
  name: string;
  /** One line for people. */
  about: string;
  example: string;
  /** Values worth offering while typing. */
  values?: readonly string[];
  comparison: Comparison;
  /** A condition on the field holds when it holds in any of these places. */
  places: readonly P[];
  /** The field is (also) the Heroku app that sent the line: its name or id. */
  isApp?: true;
  numberColumn?: NumberColumn;
  /** Long values are also looked for in the message, because an app prints them where no parser sees them. */
  isTraceId?: true;
}
