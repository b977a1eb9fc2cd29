import { Link } from "@tanstack/react-router";
import type { Change } from "../../contract/api.ts";
import { minutesAround } from "../changes/changes-url.ts";
import { dayAndTime, type Zone } from "../lib/time-format.ts";
import classes from "./bar-menu.module.css";
import { inOneRow } from "./line-format.ts";

/** Changes marked on the chart, newest first, each leading to its detail. */
export function MarkList({ changes, zone }: { changes: readonly Change[]; zone: Zone }) {
  return (
    <ul className={classes.marks} aria-label="Changes marked here">
      {changes.toReversed().map((change) => (
        <li key={change.id}>
          <Link to="/changes" search={{ ...minutesAround(change.at), change: change.id }}>
            {inOneRow(change.sentence)}
          </Link>
          <span className={classes.time}>{dayAndTime(Date.parse(change.at), zone, true)}</span>
        </li>
      ))}
    </ul>
  );
}
