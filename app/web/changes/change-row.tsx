// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtualised; the roles say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { memo } from "react";
import type { ChangeAnswer } from "../../contract/change.ts";
import { clockTime, type Zone } from "../lib/time-format.ts";
import { inOneRow, showable } from "../logs/line-format.ts";
import { SOURCE_LABELS, whereOf, whoOf } from "./change-format.ts";
import classes from "./change-row.module.css";

export function changeRowId(id: string): string {
  return `change-${id}`;
}

/** One change: when, who, what, where, and who tells of it. All of it is plain text to React; nothing becomes a link. */
export const ChangeRow = memo(function ChangeRow(props: {
  change: ChangeAnswer;
  zone: Zone;
  isActive: boolean;
  onOpen: (change: ChangeAnswer) => void;
}) {
  const { change, zone, isActive, onOpen } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys and names its active row
    <div
      role="row"
      id={changeRowId(change.id)}
      className={classes.row}
      data-change-id={change.id}
      data-active={isActive || undefined}
      aria-selected={isActive}
      tabIndex={-1}
      onClick={() => {
        // A click that ends a text selection is the selection, not an opening.
        if ((window.getSelection()?.toString() ?? "") === "") onOpen(change);
      }}
    >
      <span role="gridcell" className={classes.time}>
        <time dateTime={change.eventTime}>{clockTime(Date.parse(change.eventTime), zone).slice(0, 8)}</time>
      </span>
      <span role="gridcell" className={classes.who} title={showable(whoOf(change))}>
        {inOneRow(whoOf(change))}
      </span>
      <span role="gridcell" className={classes.what}>
        {inOneRow(change.sentence)}
      </span>
      <span role="gridcell" className={classes.where} title={showable(whereOf(change))}>
        {inOneRow(whereOf(change))}
      </span>
      <span role="gridcell" className={classes.sources}>
        {change.sources.map((source) => (
          <span key={source} className={classes.source}>
            {SOURCE_LABELS[source] ?? source}
          </span>
        ))}
      </span>
    </div>
  );
});
