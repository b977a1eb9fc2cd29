import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ZoomOut } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { counted } from "../lib/amounts.ts";
import { getHistogram } from "../lib/api.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { dayAndTime, type Zone } from "../lib/time-format.ts";
import { resolveRange, type TimeRange, widenRange } from "../lib/time-range.ts";
import classes from "./histogram.module.css";
import { barWords, busiestBar, fillBars, summaryWords } from "./histogram-bars.ts";

const HistogramChart = lazy(() => import("./histogram-chart.tsx").then((m) => ({ default: m.HistogramChart })));

/** A bar for every few pixels; more would not be told apart. */
const BUCKETS_WIDE = 120;
const BUCKETS_NARROW = 48;
const REFRESH_MS = 15_000;

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
  const changes = answer.data?.changes ?? [];
  const busiest = busiestBar(bars);
  return (
    <section className={classes.section} aria-label="Lines over time">
      <div className={classes.head}>
        <p className={classes.summary} role="status" aria-live={props.isMoving ? "off" : "polite"}>
          {answer.data ? summaryWords(bars) : answer.isError ? "The chart could not be read." : " "}
          {answer.isError && (
            <button type="button" className={classes.retry} onClick={() => void answer.refetch()}>
              Try again
            </button>
          )}
          {changes.length > 0 && <span className={classes.changes}> · {counted(changes.length, "change")}</span>}
        </p>
        <span className={classes.legend} aria-hidden="true">
          <i className={classes.keyLines} /> lines <i className={classes.keyErrors} /> errors{" "}
          <i className={classes.keyChange} /> change
        </span>
        <button
          type="button"
          className={classes.zoom}
          aria-label="Zoom out"
          title="Zoom out"
          onClick={() => onRange(widenRange(range, serverNowMs()))}
        >
          <ZoomOut size={14} aria-hidden />
        </button>
      </div>
      <div className={classes.plot}>
        {bars.length > 0 && (
          <Suspense fallback={null}>
            <HistogramChart bars={bars} bucketMs={bucketMs} changes={changes} zone={zone} onRange={onRange} />
          </Suspense>
        )}
      </div>
      <div className="visually-hidden">
        {busiest && <p>Busiest: {barWords(busiest, bucketMs, zone)}.</p>}
        {changes.length > 0 && (
          <ul>
            {changes.map((change) => (
              <li key={`${change.at}:${change.sentence}`}>
                {dayAndTime(Date.parse(change.at), zone, true)}: {change.sentence}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
