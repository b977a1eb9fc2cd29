// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtualised; the roles say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { counted } from "../lib/amounts.ts";
import classes from "./line-list.module.css";
import type { Row } from "./rows.ts";

const TOP_WORDS = {
  more: "Scroll up for older lines",
  loading: "Loading older lines …",
  "range-start": "Start of the chosen time range",
  stopped: "Not searched any further back; the note above says why",
  evicted: "Older lines have left this live view; they are stored and searchable",
};

/** A row that is not a line: a new day, a gap, or what lies above the first line. */
export function NoteRow({ row }: { row: Exclude<Row, { type: "line" }> }) {
  const look = row.type === "day" ? classes.day : row.type === "top" ? "" : classes.skipped;
  return (
    <div role="row" className={`${classes.note} ${look}`}>
      <span role="gridcell" aria-colspan={4}>
        {noteWords(row)}
      </span>
    </div>
  );
}

function noteWords(row: Exclude<Row, { type: "line" }>): string {
  switch (row.type) {
    case "day":
      return row.name;
    case "top":
      return TOP_WORDS[row.state];
    case "skipped":
      return `${counted(row.count, "line")} skipped: your connection or this view could not keep up; they are stored and searchable`;
    case "missed":
      return `${counted(row.count, "line")} left out: more arrived during the pause than this view keeps; they are stored and searchable`;
  }
}
