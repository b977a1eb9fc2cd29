import { CircleMinus } from "lucide-react";
import { useState } from "react";
import classes from "./facet-panel.module.css";
import { type FacetView, VALUES_AT_FIRST } from "./facet-view.ts";
import { inOneRow } from "./line-format.ts";
import { narrowQuery } from "./narrow-query.ts";
import { type FilterSense, filterSense } from "./query-edit.ts";

/** One field with its commonest values; each is a pair of buttons that stay pressed while the search has its term. */
export function FacetValues(props: { facet: FacetView; query: string; onSearch: (query: string) => void }) {
  const { facet, query, onSearch } = props;
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? facet.values : facet.values.slice(0, VALUES_AT_FIRST);
  const hiddenCount = facet.values.length - shown.length;
  const name = inOneRow(facet.field);
  return (
    <details className={classes.field} open={facet.isOpenAtFirst}>
      <summary className={classes.name}>
        <span>{name}</span>
      </summary>
      <ul className={classes.values}>
        {shown.map(({ value, words, share }) => {
          const text = inOneRow(value);
          const sense = filterSense(query, facet.field, value);
          const toggle = async (wanted: FilterSense) =>
            onSearch(await narrowQuery(query, { field: facet.field, value, sense: wanted }, "toggle"));
          return (
            <li key={value} className={classes.value}>
              <button
                type="button"
                className={classes.only}
                aria-pressed={sense === "only"}
                title={`${text}\nClick: only these. Alt+click: without these.`}
                onClick={(event) => void toggle(event.altKey ? "without" : "only")}
              >
                <span className={classes.share} style={{ width: `${share * 100}%` }} aria-hidden />
                <span className="visually-hidden">Only {name} </span>
                <span className={classes.text}>{text}</span> <span className={classes.count}>{words}</span>
              </button>
              <button
                type="button"
                className={classes.without}
                aria-pressed={sense === "without"}
                aria-label={`Without ${name} ${text}`}
                title={`Without ${text}`}
                onClick={() => void toggle("without")}
              >
                <CircleMinus size={13} aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
      {hiddenCount > 0 && (
        <button type="button" className={classes.more} onClick={() => setWhole(true)}>
          {hiddenCount} more<span className="visually-hidden"> values of {name}</span>
        </button>
      )}
    </details>
  );
}
