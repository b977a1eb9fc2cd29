import { Button } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import type { ChangeAnswer } from "../../contract/change.ts";
import { CHANGE_FIELDS } from "../../contract/query/change-fields.ts";
import { copyText } from "../lib/copy-text.ts";
import { lazyPart } from "../lib/lazy-part.ts";
import { usePreference, useSwitch } from "../lib/preference.ts";
import { dayAndTime, type Zone } from "../lib/time-format.ts";
import { isRelativeRange } from "../lib/time-range.ts";
import { useListKeys } from "../lib/use-list-keys.ts";
import { usePageTitle } from "../lib/use-page-title.ts";
import { LinesSkeleton } from "../logs/lines-skeleton.tsx";
import page from "../logs/logs-page.module.css";
import { narrowQuery } from "../logs/narrow-query.ts";
import { QueryBox } from "../logs/query-box.tsx";
import type { FilterSense } from "../logs/query-edit.ts";
import { TimeRangeControl } from "../logs/time-range-control.tsx";
import { useAnnounce } from "../shell/announcer.tsx";
import { Part } from "../shell/part.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useResource } from "../shell/use-resource.ts";
import { ChangeList, type ChangeListHandle } from "./change-list.tsx";
import { buildChangeRows, nextChangeIndex } from "./change-rows.ts";
import { ChangeTimeline } from "./change-timeline.tsx";
import classes from "./changes.module.css";
import { getChanges } from "./changes-api.ts";
import { ChangesStatus } from "./changes-status.tsx";
import { CHANGES_PRESETS } from "./changes-url.ts";
import { EmptyChanges } from "./empty-changes.tsx";
import { Suspects } from "./suspects.tsx";
import { useChangesView } from "./use-changes-view.ts";

const ChangeDetail = lazyPart(
  () => import("./change-detail.tsx"),
  (m) => m.ChangeDetail,
);
const ChangesHelp = lazyPart(
  () => import("./changes-help.tsx"),
  (m) => m.ChangesHelp,
);
const SourcesDialog = lazyPart(
  () => import("./sources-dialog.tsx"),
  (m) => m.SourcesDialog,
);

/** Someone who watches a range that ends now sees a new change within half a minute. */
const REFRESH_MS = 30_000;

/** Who changed what, from every source. The address holds what is asked; see changes-url.ts. */
export function ChangesPage() {
  const changes = useChangesView();
  const { query, range, changeId, around } = changes.view;
  const resource = useResource();
  usePageTitle(query === "" ? "Changes" : `Changes ${query}`, resource.data?.app?.name);
  const announce = useAnnounce();
  const [zone, setZone] = usePreference<Zone>("zone", ["local", "utc"], "local");
  const [hasSingleKeys] = useSwitch("single-keys", true);
  const [open, setOpen] = useState<"help" | "sources" | null>(null);
  const [cursorId, setCursorId] = useState<string | null>(null);
  const list = useRef<ChangeListHandle>(null);
  const focusSearch = useRef(() => {});

  const stored = useInfiniteQuery({
    queryKey: ["changes", "list", query, range.from, range.to, changes.run],
    queryFn: ({ pageParam, signal }) => getChanges({ query, ...range, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    // Whoever has scrolled back is reading; only the first page is kept fresh.
    refetchInterval: ({ state }) => (isRelativeRange(range) && state.data?.pages.length === 1 ? REFRESH_MS : false),
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isError } = stored;
  const pages = stored.data?.pages ?? [];
  const isPartial = pages.at(-1)?.partial === true;
  const end = isPartial ? "partial" : isFetchingNextPage ? "loading" : hasNextPage ? "more" : "range-start";
  const rows = useMemo(() => buildChangeRows(pages, zone, end), [pages, zone, end]);
  const loaded = rows.filter((row) => row.type === "change").length;
  const activeId = changeId ?? cursorId;

  const { openChange } = changes;
  const openRow = useCallback(
    (change: ChangeAnswer) => {
      setCursorId(change.id);
      openChange(change.id);
    },
    [openChange],
  );
  const moveRow = (step: 1 | -1) => {
    const at = activeId === null ? -1 : rows.findIndex((row) => row.key === activeId);
    const index = nextChangeIndex(rows, at, step);
    const row = rows[index];
    if (row?.type !== "change") return;
    list.current?.scrollToRow(index);
    setCursorId(row.change.id);
    if (changeId !== null) openChange(row.change.id);
    else list.current?.focus();
  };
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isError]);
  const narrow = async (field: string, value: string, sense: FilterSense) =>
    changes.search(await narrowQuery(query, { field, value, sense }, "add"));
  const copyLink = async () => {
    const url = changes.shareUrl();
    announce((await copyText(url)) ? "Link copied" : `Copy this link: ${url}`);
  };

  useListKeys(
    {
      focusSearch: () => focusSearch.current(),
      moveRow,
      openRow: () => {
        if (activeId !== null) openChange(activeId);
      },
      close: () => {
        if (changeId !== null) changes.closeChange();
      },
      openHelp: () => setOpen("help"),
    },
    hasSingleKeys,
  );

  const opened = rows.find((row) => row.key === changeId);
  return (
    <div className={page.page}>
      <h1 className="visually-hidden">Changes</h1>
      <div className={page.toolbar}>
        <QueryBox
          query={query}
          diagnostics={pages[0]?.diagnostics ?? []}
          label="Search changes"
          placeholder="Search: PAYMENT_KEY actor:dana@example.com type:config_change -source:drain"
          fields={CHANGE_FIELDS}
          onRun={changes.search}
          focusRef={focusSearch}
        />
        <div className={page.controls}>
          <TimeRangeControl
            range={range}
            zone={zone}
            presets={CHANGES_PRESETS}
            onZone={setZone}
            onRange={changes.setRange}
          />
        </div>
      </div>
      <ChangeTimeline
        query={query}
        range={range}
        run={changes.run}
        refetchMs={isRelativeRange(range) ? REFRESH_MS : false}
        zone={zone}
        onRange={changes.setRange}
        onType={(type) => void narrow("type", type, "only")}
      />
      {around !== null && (
        <section className={classes.around} aria-labelledby="around">
          <div className={classes.aroundHead}>
            <h2 id="around">What changed before {dayAndTime(Date.parse(around.at), zone, true)}</h2>
            <Button size="compact-xs" variant="subtle" onClick={changes.closeAround}>
              Close
            </Button>
          </div>
          <Suspects at={around.at} app={around.app} beside={changes.asked} zone={zone} />
        </section>
      )}
      <div className={page.body}>
        <div className={page.lines}>
          {stored.isPending ? (
            <LinesSkeleton />
          ) : isError && loaded === 0 ? (
            <ProblemNotice error={stored.error} onRetry={() => void stored.refetch()} />
          ) : loaded === 0 ? (
            <EmptyChanges
              query={query}
              range={range}
              zone={zone}
              resource={resource.data}
              onRange={changes.setRange}
              onClear={() => changes.search("")}
            />
          ) : (
            <ChangeList
              ref={list}
              rows={rows}
              resultKey={`${query} ${range.from} ${range.to} ${changes.run}`}
              zone={zone}
              activeId={activeId}
              isBusy={stored.isPlaceholderData}
              onOpen={openRow}
              onNearEnd={onNearEnd}
            />
          )}
        </div>
        {changeId !== null && (
          <Part onClose={changes.closeChange}>
            <ChangeDetail
              id={changeId}
              known={opened?.type === "change" ? opened.change : null}
              zone={zone}
              onFilter={narrow}
              onClose={changes.closeChange}
              onCopyLink={() => void copyLink()}
            />
          </Part>
        )}
      </div>
      <ChangesStatus
        loaded={loaded}
        hasMore={hasNextPage}
        attribution={pages.flatMap((each) => each.attribution ?? [])}
        query={query}
        range={range}
        zone={zone}
        onZone={setZone}
        onSources={() => setOpen("sources")}
        onShare={() => void copyLink()}
        onHelp={() => setOpen("help")}
      />
      {open !== null && (
        <Part onClose={() => setOpen(null)}>
          {open === "help" && <ChangesHelp onClose={() => setOpen(null)} />}
          {open === "sources" && <SourcesDialog resource={resource.data} onClose={() => setOpen(null)} />}
        </Part>
      )}
    </div>
  );
}
