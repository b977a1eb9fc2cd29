import { Button, Popover } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { appInQuery } from "../changes/app-in-query.ts";
import { aroundSearch } from "../changes/changes-url.ts";
import { Suspects } from "../changes/suspects.tsx";
import { serverNowMs } from "../lib/server-clock.ts";
import { spanWords, type Zone } from "../lib/time-format.ts";
import type { TimeRange } from "../lib/time-range.ts";
import classes from "./bar-menu.module.css";
import { barWords } from "./histogram-bars.ts";
import { type Picked, rangeOf } from "./histogram-plot.ts";
import { MarkList } from "./mark-list.tsx";

const DAY_MS = 86_400_000;

/** What can be done about a bar: look closer, or ask what changed before it. */
export function BarMenu(props: {
  pick: Picked;
  /** What the chart shows; the app that it names is the one in trouble. */
  query: string;
  bucketMs: number;
  zone: Zone;
  onRange: (range: TimeRange) => void;
  onClose: () => void;
}) {
  const { pick, query, bucketMs, zone, onClose } = props;
  const [isAsked, setAsked] = useState(false);
  const endMs = pick.bar.startMs + bucketMs;
  // What happened within the bar counts as before it: its lines may be what followed.
  const at = new Date(Math.min(endMs, serverNowMs())).toISOString();
  const dayBefore = { from: new Date(endMs - DAY_MS).toISOString(), to: at };
  const app = appInQuery(query);
  return (
    <Popover
      opened
      onChange={onClose}
      position="bottom"
      trapFocus
      returnFocus
      shadow="md"
      withinPortal={false}
      withRoles={false}
    >
      <Popover.Target>
        <span className={classes.target} style={{ left: pick.left }} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" className={classes.menu} aria-label={spanWords(pick.bar.startMs, endMs, zone)}>
        <p className={classes.words}>{barWords(pick.bar, bucketMs, zone)}</p>
        {pick.changes.length > 0 && !isAsked && <MarkList changes={pick.changes} zone={zone} />}
        <div className={classes.buttons}>
          <Button
            size="compact-sm"
            variant="default"
            data-autofocus
            onClick={() => {
              onClose();
              props.onRange(rangeOf(pick.bar.startMs, endMs));
            }}
          >
            Zoom in
          </Button>
          {!isAsked && (
            <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
              What changed before this?
            </Button>
          )}
        </div>
        {isAsked && (
          <section className={classes.answer} aria-label="What changed before this" tabIndex={-1} ref={focusOnArrival}>
            <h3 className={classes.title}>What changed before this</h3>
            <Suspects at={at} app={app} beside={dayBefore} zone={zone} />
            <p>
              <Link to="/changes" search={{ ...dayBefore, ...aroundSearch(at, app) }}>
                All changes of the day before
              </Link>
            </p>
          </section>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** The button that was pressed is gone: whoever uses a keyboard goes on where the answer is. */
function focusOnArrival(element: HTMLElement | null): void {
  element?.focus();
}
