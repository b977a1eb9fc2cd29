import { ALERT_NAME_CHARS_MAX, QUERY_CHARS_MAX } from "../../contract/limits.ts";
import { findReadyAlert, type ReadyAlert } from "../../contract/ready-alerts.ts";
import { textOf } from "../lib/asked.ts";

/** The Alerts page as its address says it: `/alerts?new=1&watches=…&query=…&name=…` opens the form with what is known of a new one, `?new=1&ready=…` with a ready-made one. */
export interface AlertsSearch {
  new?: 1;
  /** Lines, unless it says so. */
  watches?: "changes";
  query?: string;
  name?: string;
  /** A ready-made one's id; what else is known of it is that one's. */
  ready?: string;
}

/** Keeps what can be understood of any address, and drops the rest; never throws. */
export function cleanAlertsSearch(search: Record<string, unknown>): AlertsSearch {
  if (textOf(search.new) !== "1") return {};
  const ready = findReadyAlert(textOf(search.ready));
  if (ready !== null) return readyAlertSearch(ready);
  return newAlertSearch(textOf(search.query), textOf(search.name), search.watches === "changes" ? "changes" : "lines");
}

/** The address of the form for a ready-made alert. */
export function readyAlertSearch({ id }: Pick<ReadyAlert, "id">): AlertsSearch {
  return { new: 1, ready: id };
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
