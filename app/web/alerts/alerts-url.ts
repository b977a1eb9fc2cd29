import { ALERT_NAME_CHARS_MAX, QUERY_CHARS_MAX } from "../../contract/limits.ts";
import { textOf } from "../lib/asked.ts";

/** The Alerts page as its address says it: `/alerts?new=1&watches=…&query=…&name=…` opens the form with what is known of a new one. */
export interface AlertsSearch {
  new?: 1;
  /** Lines, unless it says so. */
  watches?: "changes";
  query?: string;
  name?: string;
}

/** Keeps what can be understood of any address, and drops the rest; never throws. */
export function cleanAlertsSearch(search: Record<string, unknown>): AlertsSearch {
  return textOf(search.new) === "1"
    ? newAlertSearch(textOf(search.query), textOf(search.name), search.watches === "changes" ? "changes" : "lines")
    : {};
}

/** The address of the form for an alert on a search; one that is kept under a name brings its name along. */
export function newAlertSearch(query: string, name = "", watches: "lines" | "changes" = "lines"): AlertsSearch {
  const filled = { query: query.slice(0, QUERY_CHARS_MAX), name: name.slice(0, ALERT_NAME_CHARS_MAX) };
  return {
    new: 1,
    ...(watches === "changes" ? { watches } : {}),
    ...(filled.query.trim() === "" ? {} : { query: filled.query }),
    ...(filled.name.trim() === "" ? {} : { name: filled.name }),
  };
}
