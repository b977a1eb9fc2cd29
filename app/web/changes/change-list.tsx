// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtualised; the roles say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { ChangeAnswer } from "../../contract/change.ts";
import type { Zone } from "../lib/time-format.ts";
import list from "../logs/line-list.module.css";
import classes from "./change-row.module.css";
import { ChangeRow, changeRowId } from "./change-row.tsx";
import type { ChangeListRow, ListEnd } from "./change-rows.ts";

export interface ChangeListHandle {
  scrollToRow: (index: number) => void;
  /** Takes the focus, so that Enter opens the row rather than what was pressed before. */
  focus: () => void;
}

/** Pixels from the end at which older changes are asked for. */
const END_SLACK = 600;

const END_WORDS: Record<ListEnd, string> = {
  more: "Scroll down for older changes",
  loading: "Loading older changes …",
  partial: "The search took too long to go on from here; narrow the range or the query",
  "range-start": "Start of the chosen time range",
};

/** The virtualised list, newest change on top. */
export function ChangeList(props: {
  rows: readonly ChangeListRow[];
  /** Changes with every new search: the list goes back to the top then. */
  resultKey: string;
  zone: Zone;
  activeId: string | null;
  isBusy: boolean;
  onOpen: (change: ChangeAnswer) => void;
  onNearEnd: () => void;
  ref: Ref<ChangeListHandle>;
}) {
  const { rows, zone, activeId, onOpen, onNearEnd, resultKey } = props;
  const virtual = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const activeIndex = activeId === null ? -1 : rows.findIndex((row) => row.key === activeId);

  useImperativeHandle(props.ref, () => ({
    scrollToRow: (index) => virtual.current?.scrollToIndex(index, { align: "nearest" }),
    focus: () => grid.current?.focus({ preventScroll: true }),
  }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new search is the reason
  useEffect(() => {
    if (activeIndex > 0) virtual.current?.scrollToIndex(activeIndex, { align: "center" });
    else scroller.current?.scrollTo({ top: 0 });
  }, [resultKey]);

  // A first page shorter than the screen can never be scrolled, so it asks by itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: more rows are the reason
  useEffect(() => {
    const view = virtual.current;
    if (view && view.scrollSize - view.viewportSize < END_SLACK) onNearEnd();
  }, [rows.length]);

  // The header stays put, so what has the focus is not what scrolls.
  const onKeyDown = (event: KeyboardEvent) => {
    const page = (scroller.current?.clientHeight ?? 0) * 0.9;
    const top = { PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 }[event.key];
    if (top === undefined) return;
    event.preventDefault();
    scroller.current?.scrollBy({ top });
  };

  return (
    <div
      role="grid"
      aria-label="Changes, newest first"
      aria-busy={props.isBusy}
      aria-rowcount={rows.length}
      aria-colcount={5}
      aria-activedescendant={activeIndex >= 0 && activeId !== null ? changeRowId(activeId) : undefined}
      className={classes.grid}
      tabIndex={0}
      ref={grid}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup">
        <div role="row" className={classes.header}>
          {["Time", "Who", "What", "App or team", "Told by"].map((name) => (
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={list.scroller} ref={scroller}>
        <Virtualizer
          ref={virtual}
          scrollRef={scroller}
          data={rows}
          itemSize={29}
          onScroll={() => {
            const view = virtual.current;
            if (view && view.scrollSize - view.viewportSize - view.scrollOffset < END_SLACK) onNearEnd();
          }}
          keepMounted={activeIndex >= 0 ? [activeIndex] : []}
        >
          {(row) =>
            row.type === "change" ? (
              <ChangeRow
                key={row.key}
                change={row.change}
                zone={zone}
                isActive={row.change.id === activeId}
                onOpen={onOpen}
              />
            ) : (
              <div key={row.key} role="row" className={`${list.note} ${row.type === "day" ? list.day : ""}`}>
                <span role="gridcell" aria-colspan={5}>
                  {row.type === "day" ? row.name : END_WORDS[row.state]}
                </span>
              </div>
            )
          }
        </Virtualizer>
      </div>
    </div>
  );
}
