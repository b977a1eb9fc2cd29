import { ActionIcon } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { RefreshCw, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { getFields } from "../lib/api.ts";
import { problemOf } from "../lib/problem.ts";
import { makeRestInert } from "../lib/rest-inert.ts";
import type { TimeRange } from "../lib/time-range.ts";
import classes from "./facet-panel.module.css";
import { FacetValues } from "./facet-values.tsx";
import { countedWords, facetViews } from "./facet-view.ts";

/** What the matching lines have in common, to narrow by: beside the list, or over the page where that is narrow. */
export function FacetPanel(props: {
  query: string;
  range: TimeRange;
  run: number;
  /** Over the page, which is out of reach meanwhile. */
  isSheet: boolean;
  onSearch: (query: string) => void;
  onClose: () => void;
}) {
  const { query, range, run, isSheet } = props;
  const answer = useQuery({
    queryKey: ["fields", query, range.from, range.to, run],
    queryFn: ({ signal }) => getFields({ query, ...range }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isSheet || !panel.current) return;
    const opener = document.activeElement;
    const release = makeRestInert(panel.current);
    panel.current.focus({ preventScroll: true });
    return () => {
      release();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, [isSheet]);

  const { data } = answer;
  return (
    <aside
      className={classes.panel}
      aria-label="Fields"
      aria-busy={answer.isFetching}
      data-old={answer.isPlaceholderData || undefined}
      tabIndex={-1}
      ref={panel}
    >
      <div className={classes.head}>
        <h2 className={classes.title}>Fields</h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label="Count again"
          title="Count again"
          loading={answer.isFetching}
          onClick={() => void answer.refetch()}
        >
          <RefreshCw size={13} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label="Close the fields"
          title="Close (f)"
          onClick={props.onClose}
        >
          <X size={15} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.body}>
        {answer.isError ? (
          <p className={classes.words} role="alert">
            The fields could not be counted: {problemOf(answer.error).detail} The lines are not concerned.
          </p>
        ) : (
          <p className={classes.words} role="status">
            {data ? countedWords(data) : "Counting …"}
          </p>
        )}
        {data &&
          facetViews(data).map((facet) => (
            <FacetValues key={facet.field} facet={facet} query={query} onSearch={props.onSearch} />
          ))}
        {data && data.data.length > 0 && (
          <p className={classes.hint}>A click adds a value to the search, the minus sign leaves it out.</p>
        )}
      </div>
    </aside>
  );
}
