import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Change } from "../../contract/api.ts";
import { getHistogram } from "../lib/api.ts";
import { lazyPart } from "../lib/lazy-part.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import type { Zone } from "../lib/time-format.ts";
import { resolveRange, type TimeRange } from "../lib/time-range.ts";
import { Part } from "../shell/part.tsx";
import { ChartSummary, ZoomOutButton } from "./chart-head.tsx";
import classes from "./histogram.module.css";
import { barWords, busiestBar, fillBars, summaryWords } from "./histogram-bars.ts";
import type { Picked } from "./histogram-plot.ts";
import { MarksButton } from "./marks-button.tsx";

const HistogramChart = lazyPart(
  () => import("./histogram-chart.tsx"),
  (m) => m.HistogramChart,
);
const BarMenu = lazyPart(
  () => import("./bar-menu.tsx"),
  (m) => m.BarMenu,
);

/** A bar for every few pixels; more would not be told apart. One over, because a range mostly begins within a bar. */
const BUCKETS_WIDE = 121;
const BUCKETS_NARROW = 49;
const REFRESH_MS = 15_000;
/** One and the same, so that a chart without marks is not drawn again for it. */
const NO_CHANGES: readonly Change[] = [];

/** How many lines, when; with every change drawn on the same time line. */
export function Histogram(props: {
  query: string;
  range: TimeRange;
  run: number;
  /** New lines keep coming in: the chart is read again by itself. */
  isMoving: boolean;
  zone: Zone;
  onRange: (range: TimeRange) => void;
}) {
  const { query, range, run, zone, onRange } = props;
  const buckets = window.innerWidth < 640 ? BUCKETS_NARROW : BUCKETS_WIDE;
  const answer = useQuery({
    queryKey: ["histogram", query, range.from, range.to, buckets, run],
    queryFn: ({ signal }) => getHistogram({ query, ...range, buckets }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: props.isMoving ? REFRESH_MS : false,
  });
  const bars = useMemo(
    () => (answer.data ? fillBars(answer.data, resolveRange(range, serverNowMs())) : []),
    [answer.data, range],
  );
  const bucketMs = (answer.data?.bucket_seconds ?? 60) * 1000;
  const changes = answer.data?.changes ?? NO_CHANGES;
  const busiest = busiestBar(bars);
  const [pick, setPick] = useState<Picked | null>(null);
  return (
    <section className={classes.section} aria-label="Lines over time">
      <div className={classes.head}>
        <ChartSummary
          words={answer.data ? summaryWords(bars) : null}
          isError={answer.isError}
          isMoving={props.isMoving}
          onRetry={() => void answer.refetch()}
        />
        {changes.length > 0 && <MarksButton changes={changes} zone={zone} />}
        <span className={classes.legend} aria-hidden="true">
          <i className={classes.keyLines} /> lines <i className={classes.keyErrors} /> errors{" "}
          <i className={classes.keyChange} /> change
        </span>
        <ZoomOutButton range={range} onRange={onRange} />
      </div>
      <div className={classes.plot}>
        {bars.length > 0 && (
          <Part>
            <HistogramChart
              label="Bars of lines over time: arrow keys move, Enter asks about one"
              bars={bars}
              barColour="--bar"
              bucketMs={bucketMs}
              changes={changes}
              zone={zone}
              describe={(bar) => barWords(bar, bucketMs, zone)}
              onRange={onRange}
              onPick={setPick}
            />
          </Part>
        )}
        {pick && (
          <Part onClose={() => setPick(null)}>
            <BarMenu
              pick={pick}
              query={query}
              bucketMs={bucketMs}
              zone={zone}
              onRange={onRange}
              onClose={() => setPick(null)}
            />
          </Part>
        )}
      </div>
      <div className="visually-hidden">{busiest && <p>Busiest: {barWords(busiest, bucketMs, zone)}.</p>}</div>
    </section>
  );
}
