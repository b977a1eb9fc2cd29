import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { pageUrl } from "../lib/page-url.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { isRelativeRange, type TimeRange } from "../lib/time-range.ts";
import { type DetailPart, type LogsSearch, type LogsView, logsView, shareSearch } from "./logs-url.ts";

export interface LogsNavigation {
  view: LogsView;
  /** Grows with every asking; see use-stored-lines.ts. */
  run: number;
  search: (query: string) => void;
  setRange: (range: TimeRange) => void;
  setLive: (isLive: boolean) => void;
  openLine: (id: string) => void;
  closeLine: () => void;
  showPart: (part: DetailPart | null) => void;
  setFieldsOpen: (isOpen: boolean, how: { keepsLine: boolean }) => void;
  go: (search: LogsSearch) => void;
  /** The address that shows the same lines to someone else. */
  shareUrl: (search?: LogsSearch) => string;
}

/** The view that the address names, and every way to change it: all of them change the address. */
export function useLogsView(): LogsNavigation {
  const search = useSearch({ from: "/logs" });
  const navigate = useNavigate({ from: "/logs" });
  const [run, setRun] = useState(() => Date.now());
  const view = useMemo(() => logsView(search, serverNowMs()), [search]);

  return useMemo(() => {
    const ask = () => setRun((old) => Math.max(old + 1, Date.now()));
    const go = (next: LogsSearch, replace = false) => void navigate({ search: next, replace });
    return {
      view,
      run,
      search: (query) => {
        const { line: _line, show: _show, query: _query, ...rest } = search;
        ask();
        go(query.trim() === "" ? rest : { ...rest, query: query.trim() });
      },
      setRange: (range) => {
        const { line: _line, show: _show, live: _live, ...rest } = search;
        ask();
        go({ ...rest, ...range });
      },
      setLive: (isLive) => {
        const { live: _live, line: _line, show: _show, ...rest } = search;
        if (!isLive) return go(rest);
        // An absolute range has an end; a live view starts again from the last quarter of an hour.
        const { from: _from, to: _to, ...open } = rest;
        ask();
        go(isRelativeRange(view.range) ? { ...rest, live: 1 } : { ...open, from: "-15m", live: 1 });
      },
      // The first opening can be undone with Back; walking from line to line does not fill the history.
      openLine: (id) => go({ ...search, line: id }, search.line !== undefined),
      closeLine: () => {
        const { line: _line, show: _show, ...rest } = search;
        go(rest, true);
      },
      showPart: (part) => {
        const { show: _show, ...rest } = search;
        go(part === null ? rest : { ...rest, show: part }, true);
      },
      setFieldsOpen: (isOpen, { keepsLine }) => {
        const { line: _line, show: _show, ...rest } = search;
        go({ ...(keepsLine ? search : rest), fields: isOpen ? "on" : "off" }, true);
      },
      go: (next) => {
        ask();
        go(next);
      },
      shareUrl: (given) => pageUrl("/logs", given ?? shareSearch(search, serverNowMs())),
    };
  }, [navigate, run, search, view]);
}
