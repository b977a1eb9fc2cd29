import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { pageUrl } from "../lib/page-url.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import type { TimeRange } from "../lib/time-range.ts";
import { type ChangesSearch, type ChangesView, changesView, shareChangesSearch } from "./changes-url.ts";

export interface ChangesNavigation {
  /** The address itself, for links that change a part of it. */
  asked: ChangesSearch;
  view: ChangesView;
  /** Grows with every asking, so that asking again reads a moving range anew. */
  run: number;
  search: (query: string) => void;
  setRange: (range: TimeRange) => void;
  openChange: (id: string) => void;
  closeChange: () => void;
  closeAround: () => void;
  /** The address that shows the same changes to someone else. */
  shareUrl: () => string;
}

/** The view that the address names, and every way to change it: all of them change the address. */
export function useChangesView(): ChangesNavigation {
  const search = useSearch({ from: "/changes" });
  const navigate = useNavigate({ from: "/changes" });
  const [run, setRun] = useState(() => Date.now());
  const view = useMemo(() => changesView(search, serverNowMs()), [search]);

  return useMemo(() => {
    const ask = () => setRun((old) => Math.max(old + 1, Date.now()));
    const go = (next: ChangesSearch, replace = false) => void navigate({ search: next, replace });
    return {
      asked: search,
      view,
      run,
      search: (query) => {
        const { change: _change, query: _query, ...rest } = search;
        ask();
        go(query.trim() === "" ? rest : { ...rest, query: query.trim() });
      },
      setRange: (range) => {
        const { change: _change, ...rest } = search;
        ask();
        go({ ...rest, ...range });
      },
      // The first opening can be undone with Back; walking from change to change does not fill the history.
      openChange: (id) => go({ ...search, change: id }, search.change !== undefined),
      closeChange: () => {
        const { change: _change, ...rest } = search;
        go(rest, true);
      },
      closeAround: () => {
        const { around: _around, app: _app, ...rest } = search;
        go(rest, true);
      },
      shareUrl: () => pageUrl("/changes", shareChangesSearch(search, serverNowMs())),
    };
  }, [navigate, run, search, view]);
}
