import { useCallback, useMemo, useRef, useState } from "react";
import type { Line } from "../../contract/line.ts";
import { copyText } from "../lib/copy-text.ts";
import { lazyPart } from "../lib/lazy-part.ts";
import { isRelativeRange, keptPresets } from "../lib/time-range.ts";
import { usePageTitle } from "../lib/use-page-title.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Part } from "../shell/part.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { hasNeverLogged, useResource } from "../shell/use-resource.ts";
import { EmptyLines } from "./empty-lines.tsx";
import { FieldsButton, FieldsPlace } from "./fields-place.tsx";
import { Histogram } from "./histogram.tsx";
import type { LineDetailHandle } from "./line-detail.tsx";
import { LineList, type LineListHandle } from "./line-list.tsx";
import { LinesSkeleton } from "./lines-skeleton.tsx";
import { ListStatus } from "./list-status.tsx";
import { LiveControls } from "./live-controls.tsx";
import { type LogDialog, LogDialogs, useSingleKeys } from "./log-dialogs.tsx";
import classes from "./logs-page.module.css";
import { lineSearch } from "./logs-url.ts";
import { PartialNotice } from "./partial-notice.tsx";
import { PausedBar } from "./paused-bar.tsx";
import { QueryBox } from "./query-box.tsx";
import type { FocusSearch } from "./query-editor.tsx";
import { buildRows, nextLineIndex, oldestFirst } from "./rows.ts";
import { SavedButton } from "./saved-button.tsx";
import { lineKey } from "./tail-buffer.ts";
import { TimeRangeControl } from "./time-range-control.tsx";
import { useFacetsAtHand } from "./use-facets-at-hand.ts";
import { useFieldsPanel } from "./use-fields-panel.ts";
import { FIRST_LINE_MS, useFirstLine } from "./use-first-line.ts";
import { useLineLook } from "./use-line-look.ts";
import { useLogKeys } from "./use-log-keys.ts";
import { useLogsView } from "./use-logs-view.ts";
import { useStoredLines } from "./use-stored-lines.ts";
import { useTail } from "./use-tail.ts";

const LineDetail = lazyPart(
  () => import("./line-detail.tsx"),
  (m) => m.LineDetail,
);

/** Search, chart, list, tail and detail of an app's lines. The address holds what is asked; see logs-url.ts. */
export function LogsPage() {
  const logs = useLogsView();
  const { query, range, isLive, lineId } = logs.view;
  const resource = useResource();
  usePageTitle(query === "" ? "Logs" : query, resource.data?.app?.name);
  const announce = useAnnounce();
  const shown = useLineLook({ query, isAppShown: (resource.data?.attachments.length ?? 0) > 1 });
  const { look } = shown;
  const { zone } = look;
  const [hasSingleKeys] = useSingleKeys();
  const [dialog, setDialog] = useState<LogDialog | null>(null);
  const fields = useFieldsPanel(logs);
  const facets = useFacetsAtHand();
  const [cursorId, setCursorId] = useState<string | null>(null);
  const list = useRef<LineListHandle>(null);
  const detail = useRef<LineDetailHandle>(null);
  const focusSearch = useRef<FocusSearch>(() => {});

  // A search that found nothing is asked again by itself only where it costs nothing.
  const looksAgain =
    isRelativeRange(range) && (query === "" || (resource.data !== undefined && hasNeverLogged(resource.data)));
  const whileEmptyMs = looksAgain ? FIRST_LINE_MS : false;
  const stored = useStoredLines({ query, range, run: logs.run, whileEmptyMs });
  const { refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = stored;
  const hasStopped = stored.isFetchNextPageError || stored.data?.pages.at(-1)?.partial === true;
  // What was stored before the stream opened is read after it opened, so that no line falls between the two.
  const tail = useTail({ query, isOn: isLive, onOpen: () => void refetch() });

  // Once the tail let rows go, stored lines do not join up with it any more; see rows.ts.
  const hasMore = hasNextPage && !tail.buffer?.evictedCount;

  const storedLines = useMemo(() => oldestFirst(stored.data?.pages ?? []), [stored.data]);
  const oldest = storedLines[0];
  const rows = useMemo(
    () =>
      buildRows({
        stored: storedLines,
        tail: tail.buffer,
        zone,
        top: isFetchingNextPage ? "loading" : hasStopped ? "stopped" : hasNextPage ? "more" : "range-start",
      }),
    [storedLines, tail.buffer, zone, isFetchingNextPage, hasStopped, hasNextPage],
  );
  const resultKey = `${query} ${range.from} ${range.to} ${logs.run}`;
  useFirstLine(resultKey, stored.isPlaceholderData ? undefined : stored.data?.pages);
  const activeId = lineId ?? cursorId;
  const hasLines = rows.some((row) => row.type === "line");

  const { openLine, closeLine } = logs;
  const { pause } = tail;
  const open = useCallback(
    (line: Line) => {
      // Whoever reads one line does not want it to move.
      pause("key");
      setCursorId(line.id);
      openLine(line.id);
    },
    [openLine, pause],
  );
  const moveRow = (step: 1 | -1) => {
    const at = activeId === null ? -1 : rows.findIndex((row) => row.key === lineKey(activeId));
    const index = nextLineIndex(rows, at === -1 ? (step === 1 ? -1 : rows.length) : at, step);
    const row = rows[index];
    if (row?.type !== "line") return;
    pause("key");
    list.current?.scrollToRow(index);
    setCursorId(row.line.id);
    if (lineId !== null) openLine(row.line.id);
  };
  const resume = () => {
    tail.resume();
    list.current?.scrollToBottom();
  };
  const copyLink = async (url: string) => {
    announce((await copyText(url)) ? "Link copied" : `Copy this link: ${url}`);
  };

  useLogKeys(
    {
      focusSearch: () => focusSearch.current(),
      toggleLive: () => logs.setLive(!isLive),
      togglePause: () => {
        if (isLive) tail.buffer?.mode === "paused" ? resume() : tail.pause("key");
      },
      moveRow,
      openRow: () => {
        if (activeId !== null) openLine(activeId);
      },
      close: () => {
        if (fields.isSheet && fields.isOpen) fields.setOpen(false);
        else if (lineId !== null) closeLine();
      },
      toggleWrap: () => shown.setWrapped(!look.isWrapped),
      toggleFields: () => fields.setOpen(!fields.isOpen),
      moreContext: (side) => detail.current?.moreContext(side),
      openHelp: () => setDialog("help"),
    },
    hasSingleKeys,
  );

  const openRow = lineId === null ? undefined : rows.find((row) => row.key === lineKey(lineId));
  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">Logs</h1>
      <div className={classes.toolbar}>
        <QueryBox
          query={query}
          diagnostics={stored.data?.pages[0]?.diagnostics ?? []}
          facets={facets}
          onRun={logs.search}
          focusRef={focusSearch}
        />
        <div className={classes.controls}>
          <SavedButton query={query} onSearch={logs.search} />
          <TimeRangeControl
            range={range}
            zone={zone}
            presets={keptPresets(resource.data?.plan.retention_days)}
            onZone={shown.setZone}
            onRange={logs.setRange}
          />
          <LiveControls tail={{ ...tail, resume }} isLive={isLive} onLive={logs.setLive} />
          <FieldsButton panel={fields} />
        </div>
      </div>
      <Histogram query={query} range={range} run={logs.run} isMoving={isLive} zone={zone} onRange={logs.setRange} />
      <div className={classes.body}>
        <FieldsPlace panel={fields} logs={logs} hasLinesFirst={!stored.isPending} />
        <div className={classes.lines}>
          {hasStopped && hasMore && oldest && (
            <PartialNotice
              oldestMs={Date.parse(oldest.timestamp)}
              error={stored.isFetchNextPageError ? stored.error : null}
              isBusy={isFetchingNextPage}
              zone={zone}
              onGoOn={() => void fetchNextPage()}
              onNarrow={() => logs.setRange({ from: oldest.timestamp, to: range.to })}
            />
          )}
          {stored.isPending ? (
            <LinesSkeleton />
          ) : stored.isError && !hasLines ? (
            <ProblemNotice error={stored.error} onRetry={() => void refetch()} />
          ) : !hasLines ? (
            <EmptyLines
              query={query}
              range={range}
              zone={zone}
              isLive={isLive}
              resource={resource.data}
              onRange={logs.setRange}
              onClear={() => logs.search("")}
            />
          ) : (
            <LineList
              ref={list}
              rows={rows}
              resultKey={resultKey}
              look={look}
              activeId={activeId}
              isBusy={stored.isPlaceholderData}
              onOpen={open}
              onNearTop={() => {
                // A search that was stopped goes on when asked to, not by itself: each try takes as long again.
                if (hasMore && !isFetchingNextPage && !hasStopped && !stored.isError) void fetchNextPage();
              }}
              onLeaveBottom={() => tail.pause("scroll")}
              onReachBottom={tail.reachBottom}
            />
          )}
          <PausedBar tail={tail.buffer} onResume={resume} />
        </div>
        {lineId !== null && (
          <Part onClose={closeLine}>
            <LineDetail
              id={lineId}
              known={openRow?.type === "line" ? openRow.line : null}
              look={look}
              query={query}
              part={logs.view.detailPart}
              onPart={logs.showPart}
              onSearch={logs.search}
              onOpen={open}
              ref={detail}
              onClose={closeLine}
              onCopyLink={(line) => void copyLink(logs.shareUrl(lineSearch(line, query)))}
              onShowAround={(line) => logs.go(lineSearch(line, ""))}
            />
          </Part>
        )}
      </div>
      <ListStatus
        rows={rows}
        query={query}
        tail={tail}
        isLive={isLive}
        hasMore={hasMore}
        shown={shown}
        onShare={() => void copyLink(logs.shareUrl())}
        onExport={() => setDialog("export")}
        onHelp={() => setDialog("help")}
      />
      <LogDialogs open={dialog} view={logs.view} zone={zone} onClose={() => setDialog(null)} />
    </div>
  );
}
