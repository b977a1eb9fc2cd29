// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtualised; the roles say the same
import { type Ref, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Line } from "../../contract/line.ts";
import classes from "./line-list.module.css";
import { type LineLook, LineRow, rowId } from "./line-row.tsx";
import { NoteRow } from "./note-row.tsx";
import type { Row } from "./rows.ts";
import { lineKey } from "./tail-buffer.ts";

export interface LineListHandle {
  scrollToRow: (index: number) => void;
  scrollToBottom: () => void;
}

/** Pixels from the bottom that still count as being there. */
const BOTTOM_SLACK = 24;
/** Older lines are asked for when this little is left above. */
const TOP_SLACK = 800;
/** A scroll event this soon after a wheel, touch or key is the viewer's own, not the list's. */
const GESTURE_MS = 600;

/**
 * The virtualised list, oldest line on top. It stays at the bottom until the viewer scrolls away, keeps its place when
 * older lines are put in above, and tells its owner when the viewer leaves or reaches the bottom.
 */
export function LineList(props: {
  rows: readonly Row[];
  /** Changes with every new search: the list goes back to the bottom then. */
  resultKey: string;
  look: LineLook;
  activeId: string | null;
  isBusy: boolean;
  onOpen: (line: Line) => void;
  onNearTop: () => void;
  onLeaveBottom: () => void;
  onReachBottom: () => void;
  ref: Ref<LineListHandle>;
}) {
  const { rows, resultKey, look, activeId, onOpen } = props;
  const virtual = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const isStuck = useRef(true);
  /** The active line is kept in view until the viewer scrolls: rows change their height when the list gets narrower. */
  const isFollowing = useRef(false);
  /** Where the active line was clicked, in pixels from the list's top: it stays under the pointer. Null after a key. */
  const clickedAt = useRef<number | null>(null);
  const gesture = useRef({ at: Number.NEGATIVE_INFINITY, isHeld: false });
  const drawn = useRef({ first: "", last: "", resultKey: "", isPlaced: false });

  const activeIndex = activeId === null ? -1 : rows.findIndex((row) => row.key === lineKey(activeId));
  const first = rows[1]?.key ?? "";
  const last = rows.at(-1)?.key ?? "";
  // Same end, other beginning: older rows were put in above, and the viewer's place is kept from the end.
  const hasOlder = drawn.current.last === last && drawn.current.first !== first && drawn.current.first !== "";

  useLayoutEffect(() => {
    const isNew = drawn.current.resultKey !== resultKey;
    if (isNew) isStuck.current = true;
    const isFirstPlacing = (isNew || !drawn.current.isPlaced) && rows.length > 1;
    if (isFirstPlacing && activeIndex > 0) {
      isStuck.current = false;
      virtual.current?.scrollToIndex(activeIndex, { align: "center" });
    } else if (isStuck.current && rows.length > 1) {
      virtual.current?.scrollToIndex(rows.length - 1, { align: "end" });
    }
    drawn.current = { first, last, resultKey, isPlaced: rows.length > 1 };
  }, [activeIndex, first, last, resultKey, rows]);

  useImperativeHandle(props.ref, () => ({
    scrollToRow: (index) => {
      isStuck.current = false;
      clickedAt.current = null;
      virtual.current?.scrollToIndex(index, { align: "nearest" });
    },
    scrollToBottom: () => {
      isStuck.current = true;
      virtual.current?.scrollToIndex(rows.length - 1, { align: "end" });
    },
  }));

  // Passive, so that listening never slows scrolling down.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const note = (event: Event) => {
      gesture.current.at = performance.now();
      isFollowing.current = false;
      // Dragging the scroll bar sends nothing between its beginning and its end.
      if (event.type === "pointerdown") gesture.current.isHeld = true;
    };
    const release = () => {
      if (gesture.current.isHeld) gesture.current = { at: performance.now(), isHeld: false };
    };
    const names = ["wheel", "touchmove", "keydown", "pointerdown"] as const;
    for (const name of names) element.addEventListener(name, note, { passive: true });
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", release);
    return () => {
      for (const name of names) element.removeEventListener(name, note);
      window.removeEventListener("pointerup", release);
      window.removeEventListener("pointercancel", release);
    };
  }, []);

  const openFrom = useCallback(
    (line: Line) => {
      const row = document.getElementById(rowId(line.id));
      const list = scroller.current;
      clickedAt.current = row && list ? row.getBoundingClientRect().top - list.getBoundingClientRect().top : null;
      onOpen(line);
    },
    [onOpen],
  );
  const keepActive = () => {
    const top = clickedAt.current;
    virtual.current?.scrollToIndex(activeIndex, top === null ? { align: "nearest" } : { align: "start", offset: -top });
  };

  // A line that is opened or walked to stays in view, also when the detail beside it makes the list narrower.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new active line is a reason to move
  useEffect(() => {
    if (activeIndex < 0) return;
    isStuck.current = false;
    isFollowing.current = true;
    // The click was about the line: what scrolls from here on is the list, not the viewer.
    gesture.current = { at: Number.NEGATIVE_INFINITY, isHeld: false };
    const frame = requestAnimationFrame(keepActive);
    return () => cancelAnimationFrame(frame);
  }, [activeId]);

  const onScroll = () => {
    const list = virtual.current;
    if (!list) return;
    if (list.scrollOffset < TOP_SLACK) props.onNearTop();
    const isAtBottom = list.scrollSize - list.viewportSize - list.scrollOffset <= BOTTOM_SLACK;
    if (!gesture.current.isHeld && performance.now() - gesture.current.at > GESTURE_MS) return;
    if (isAtBottom && !isStuck.current) {
      isStuck.current = true;
      props.onReachBottom();
    } else if (!isAtBottom && isStuck.current) {
      isStuck.current = false;
      props.onLeaveBottom();
    }
  };

  return (
    <div role="log" aria-label="Log lines" aria-live="off" className={classes.log} aria-busy={props.isBusy}>
      <div
        role="grid"
        aria-label="Log lines, oldest first"
        aria-rowcount={rows.length}
        aria-colcount={4}
        aria-activedescendant={activeIndex >= 0 && activeId !== null ? rowId(activeId) : undefined}
        className={classes.scroller}
        tabIndex={0}
        ref={scroller}
      >
        <Virtualizer
          ref={virtual}
          scrollRef={scroller}
          data={rows}
          shift={hasOlder}
          itemSize={22}
          onScroll={onScroll}
          onResize={() => {
            if (isStuck.current) virtual.current?.scrollToIndex(rows.length - 1, { align: "end" });
            else if (isFollowing.current && activeIndex >= 0) keepActive();
          }}
          keepMounted={activeIndex >= 0 ? [activeIndex] : []}
        >
          {(row) =>
            row.type === "line" ? (
              <LineRow
                key={row.key}
                line={row.line}
                look={look}
                isActive={row.line.id === activeId}
                onOpen={openFrom}
              />
            ) : (
              <NoteRow key={row.key} row={row} />
            )
          }
        </Virtualizer>
      </div>
    </div>
  );
}
