import { Link } from "@tanstack/react-router";
import { counted } from "../lib/amounts.ts";
import { clockTime, dayAndTime, dayNumber, type Zone, zoneName } from "../lib/time-format.ts";
import { excludeSearch } from "../settings/settings-url.ts";
import { useWriteRefusal } from "../shell/use-write-refusal.ts";
import classes from "./list-status.module.css";
import { AlertTool, KeysTool, Toggle, Tool, UtcToggle } from "./list-tools.tsx";
import type { Row } from "./rows.ts";
import { TailState } from "./tail-state.tsx";
import type { ChosenLook } from "./use-line-look.ts";
import type { Tail } from "./use-tail.ts";

/** The bar under the list: how much of the answer is loaded, and how lines are shown. */
export function ListStatus(props: {
  rows: readonly Row[];
  query: string;
  tail: Tail;
  hasMore: boolean;
  /** A count that changes ten times a second is not said aloud. */
  isLive: boolean;
  shown: ChosenLook;
  onShare: () => void;
  onExport: () => void;
  onHelp: () => void;
}) {
  const { look, setZone, setWrapped, setRaw } = props.shown;
  const mayWrite = useWriteRefusal() === null;
  const lines = props.rows.filter((row) => row.type === "line");
  return (
    <footer className={classes.bar}>
      <div className={classes.facts}>
        <TailState tail={props.tail} />
        <span
          className={classes.count}
          role="status"
          aria-live={props.isLive ? "off" : "polite"}
          data-testid="line-count"
        >
          {counted(lines.length, "line")} loaded
          {props.hasMore && ", older ones above"}
          <Span rows={lines} zone={look.zone} />
        </span>
      </div>
      <div className={classes.tools}>
        <Toggle isOn={look.isWrapped} onToggle={setWrapped} title="Wrap long lines (w)">
          Wrap
        </Toggle>
        <Toggle
          isOn={look.isRaw}
          onToggle={setRaw}
          title="Show every line as it came, router, JSON and metrics lines, too"
        >
          Raw
        </Toggle>
        {mayWrite && props.query !== "" && (
          <>
            <AlertTool query={props.query} watches="lines" title="Tell somebody when such lines come, or stay away" />
            <Link
              to="/settings"
              search={excludeSearch(props.query)}
              className={`${classes.tool} ${classes.link}`}
              title="Store no more lines like these"
            >
              Exclude
            </Link>
          </>
        )}
        <UtcToggle zone={look.zone} onZone={setZone} />
        <Tool title="A link that shows the same lines later, too" onClick={props.onShare}>
          Copy link
        </Tool>
        <Tool title="Download the lines of this search and range" onClick={props.onExport}>
          Export
        </Tool>
        <KeysTool onHelp={props.onHelp} />
      </div>
    </footer>
  );
}

function Span({ rows, zone }: { rows: readonly Extract<Row, { type: "line" }>[]; zone: Zone }) {
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last) return null;
  const fromMs = Date.parse(first.line.timestamp);
  const toMs = Date.parse(last.line.timestamp);
  const isOneDay = dayNumber(fromMs, zone) === dayNumber(toMs, zone);
  return (
    <span className={classes.span}>
      {" · "}
      {isOneDay ? clockTime(fromMs, zone) : dayAndTime(fromMs, zone)} –{" "}
      {isOneDay ? clockTime(toMs, zone) : dayAndTime(toMs, zone)} {zoneName(zone)}
    </span>
  );
}
