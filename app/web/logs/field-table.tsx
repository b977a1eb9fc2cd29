import { CircleMinus, CirclePlus } from "lucide-react";
import type { Line } from "../../contract/line.ts";
import classes from "./line-detail.module.css";
import { lineFields, showable } from "./line-format.ts";
import type { FilterSense } from "./query-edit.ts";

/** Every field of a line; those a search can name have buttons that add them to it. */
export function FieldTable({
  line,
  onFilter,
}: {
  line: Line;
  onFilter: (field: string, value: string, sense: FilterSense) => void;
}) {
  return (
    <>
      <h3 className={classes.heading}>Fields</h3>
      <table className={classes.fields}>
        <tbody>
          {lineFields(line).map(({ key, field, value, canFilter }) => (
            <tr key={key}>
              <th scope="row">{showable(field)}</th>
              <td>{showable(value)}</td>
              <td>
                {canFilter && (
                  <>
                    <button
                      type="button"
                      className={classes.filter}
                      aria-label={`Filter for ${field}`}
                      title={`Only lines with this ${field}`}
                      onClick={() => onFilter(field, value, "only")}
                    >
                      <CirclePlus size={14} aria-hidden />
                    </button>
                    <button
                      type="button"
                      className={classes.filter}
                      aria-label={`Filter out ${field}`}
                      title={`Without lines with this ${field}`}
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
