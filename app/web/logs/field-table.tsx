import { CircleMinus, CirclePlus } from "lucide-react";
import classes from "./line-detail.module.css";
import { type FieldRow, inOneRow, showable } from "./line-format.ts";
import type { FilterSense } from "./query-edit.ts";

/** Of a value, as much as is said aloud with a button. */
const SAID_CHARS_MAX = 40;

function begin(value: string): string {
  return inOneRow(value.length > SAID_CHARS_MAX ? `${value.slice(0, SAID_CHARS_MAX)}…` : value);
}

/** What is known of a line or a change; what a search can name has buttons that add it to the search. */
export function FieldTable(props: {
  /** Null where something else is one. */
  heading: string | null;
  /** `lines`, `changes` */
  things: string;
  rows: readonly FieldRow[];
  onFilter: (field: string, value: string, sense: FilterSense) => void;
}) {
  const { things, onFilter } = props;
  return (
    <>
      {props.heading !== null && <h3 className={classes.heading}>{props.heading}</h3>}
      <table className={classes.fields}>
        <tbody>
          {props.rows.map(({ key, name, value, field }) => (
            <tr key={key}>
              <th scope="row">{showable(name)}</th>
              <td>{showable(value)}</td>
              <td>
                {field !== null && (
                  <>
                    <button
                      type="button"
                      className={classes.filter}
                      aria-label={`Filter for ${field} ${begin(value)}`}
                      title={`Only ${things} with this ${field}`}
                      onClick={() => onFilter(field, value, "only")}
                    >
                      <CirclePlus size={14} aria-hidden />
                    </button>
                    <button
                      type="button"
                      className={classes.filter}
                      aria-label={`Filter out ${field} ${begin(value)}`}
                      title={`Without ${things} with this ${field}`}
                      onClick={() => onFilter(field, value, "without")}
                    >
                      <CircleMinus size={14} aria-hidden />
                    </button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
