import { Link } from "@tanstack/react-router";
import { newAlertSearch } from "../alerts/alerts-url.ts";
import { isLocalUtc, type Zone, zoneName } from "../lib/time-format.ts";
import classes from "./list-status.module.css";

/** The tools in the bar under a list; every page with a list has the same ones of these. */

export function Tool(props: { title: string; onClick: () => void; children: string }) {
  return (
    <button type="button" className={classes.tool} title={props.title} onClick={props.onClick}>
      {props.children}
    </button>
  );
}

/** To the form of an alert on what is asked. */
export function AlertTool(props: { query: string; watches: "lines" | "changes"; title: string }) {
  return (
    <Link
      to="/alerts"
      search={newAlertSearch(props.query, "", props.watches)}
      className={`${classes.tool} ${classes.link}`}
      title={props.title}
    >
      Alert on this
    </Link>
  );
}

export function Toggle(props: { isOn: boolean; onToggle: (isOn: boolean) => void; title: string; children: string }) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-pressed={props.isOn}
      title={props.title}
      onClick={() => props.onToggle(!props.isOn)}
    >
      {props.children}
    </button>
  );
}

export function UtcToggle({ zone, onZone }: { zone: Zone; onZone: (zone: Zone) => void }) {
  return (
    <Toggle
      isOn={zone === "utc"}
      onToggle={(isOn) => onZone(isOn ? "utc" : "local")}
      title={isLocalUtc() ? "Times in UTC, as here" : `Times in UTC instead of ${zoneName("local")}`}
    >
      UTC
    </Toggle>
  );
}

export function KeysTool({ onHelp }: { onHelp: () => void }) {
  return (
    <Tool title="Keyboard shortcuts (?)" onClick={onHelp}>
      Keys
    </Tool>
  );
}
