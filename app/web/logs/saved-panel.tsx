import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BellPlus, Pencil } from "lucide-react";
import { useRef, useState } from "react";
import type { SavedSearchAnswer } from "../../contract/api.ts";
import { newAlertSearch } from "../alerts/alerts-url.ts";
import { ProblemLine } from "../shell/problem-line.tsx";
import { useWriteRefusal } from "../shell/use-write-refusal.ts";
import { EditSearch } from "./edit-search.tsx";
import { inOneRow, showable } from "./line-format.ts";
import { SaveSearch } from "./save-search.tsx";
import classes from "./saved-panel.module.css";
import { getSearches } from "./saved-searches-api.ts";

/** The searches that are kept, each a click away, and the present one to be kept. */
export function SavedPanel({ query, onSearch }: { query: string; onSearch: (query: string) => void }) {
  const refusal = useWriteRefusal();
  const [editedId, setEditedId] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const answer = useQuery({ queryKey: ["searches"], queryFn: ({ signal }) => getSearches(signal) });
  const searches = answer.data?.data ?? [];
  const endEdit = () => {
    setEditedId(null);
    // What had the focus is gone, and without it the panel would not hear Escape.
    heading.current?.focus();
  };
  return (
    <>
      <h2 className={classes.title} ref={heading} tabIndex={-1}>
        Saved searches
      </h2>
      <ProblemLine error={answer.error} />
      {answer.isPending && <p className={classes.words}>Loading …</p>}
      {searches.length > 0 && (
        <ul className={classes.list}>
          {searches.map((search) => (
            <li key={search.id}>
              {search.id === editedId ? (
                <EditSearch search={search} onDone={endEdit} />
              ) : (
                <SavedSearch
                  search={search}
                  isShown={search.query === query}
                  onSearch={onSearch}
                  onEdit={refusal === null ? () => setEditedId(search.id) : null}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {refusal !== null ? (
        <p className={classes.words}>{refusal}</p>
      ) : query === "" ? (
        <p className={classes.words}>Search for something: it can be kept here, for everybody who opens this add-on.</p>
      ) : (
        answer.data && <SaveSearch key={query} query={query} searches={searches} />
      )}
    </>
  );
}

function SavedSearch(props: {
  search: SavedSearchAnswer;
  isShown: boolean;
  onSearch: (query: string) => void;
  /** Null where the visitor may only look. */
  onEdit: (() => void) | null;
}) {
  const { search, isShown, onSearch, onEdit } = props;
  return (
    <div className={classes.row}>
      <button
        type="button"
        className={classes.search}
        aria-current={isShown || undefined}
        title={`Saved by ${search.created_by}`}
        onClick={() => onSearch(search.query)}
      >
        <span className={classes.name}>{showable(search.name)}</span>
        <span className={classes.query}>{inOneRow(search.query)}</span>
      </button>
      {onEdit && (
        <>
          <Link
            to="/alerts"
            search={newAlertSearch(search.query, search.name)}
            className={classes.edit}
            aria-label={`Alert on ${search.name}`}
            title="Alert on this"
          >
            <BellPlus size={14} aria-hidden />
          </Link>
          <button
            type="button"
            className={classes.edit}
            aria-label={`Rename or remove ${search.name}`}
            onClick={onEdit}
          >
            <Pencil size={14} aria-hidden />
          </button>
        </>
      )}
    </div>
  );
}
