import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ChangesHistogramAnswer } from "../../contract/change.ts";
import { lazyPart } from "../lib/lazy-part.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import type { Zone } from "../lib/time-format.ts";
import { resolveRange, type TimeRange } from "../lib/time-range.ts";
import { ChartSummary, ZoomOutButton } from "../logs/chart-head.tsx";
import histogram from "../logs/histogram.module.css";
import { fillBars } from "../logs/histogram-bars.ts";
import { rangeOf } from "../logs/histogram-plot.ts";
import { Part } from "../shell/part.tsx";
import { changeBarWords, totalOf } from "./change-bars.ts";
import { ChangeTotal } from "./change-total.tsx";
import { getChangesHistogram } from "./changes-api.ts";
import { CHANGES_PRESETS } from "./changes-url.ts";

const HistogramChart = lazyPart(
  () => import("../logs/histogram-chart.tsx"),
  (m) => m.HistogramChart,
);

/** A bar for every few pixels; more would not be told apart. */
const BUCKETS_WIDE = 100;
const BUCKETS_NARROW = 40;

/** How many changes, when. */
export function ChangeTimeline(props: {
  query: string;
  range: TimeRange;
  run: number;
  refetchMs: number | false;
  zone: Zone;
  onRange: (range: TimeRange) => void;
  /** Narrows the search to changes of one type. */
  onType: (type: string) => void;
}) {
  const { query, range, run, zone, onRange } = props;
  const buckets = window.innerWidth < 640 ? BUCKETS_NARROW : BUCKETS_WIDE;
  const answer = useQuery({
    queryKey: ["changes", "histogram", query, range.from, range.to, buckets, run],
    queryFn: ({ signal }) => getChangesHistogram({ query, ...range, buckets }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: props.refetchMs,
  });
  const bars = useMemo(
    () => (answer.data ? fillBars(withoutErrors(answer.data), resolveRange(range, serverNowMs())) : []),
    [answer.data, range],
  );
  const byType = useMemo(
    () => new Map(answer.data?.data.map((bucket) => [Date.parse(bucket.start), bucket.by_type])),
    [answer.data],
  );
  const bucketMs = (answer.data?.bucket_seconds ?? 60) * 1000;
  return (
    <section className={histogram.section} aria-label="Changes over time">
      <div className={histogram.head}>
        <ChartSummary
          words={answer.data ? <ChangeTotal total={totalOf(answer.data.data)} onType={props.onType} /> : null}
          isError={answer.isError}
          onRetry={() => void answer.refetch()}
        />
        <ZoomOutButton range={range} presets={CHANGES_PRESETS} onRange={onRange} />
      </div>
      <div className={histogram.plot}>
        {bars.length > 0 && (
          <Part>
            <HistogramChart
              label="Bars of changes over time: arrow keys move, Enter zooms in"
              bars={bars}
              barColour="--change"
              bucketMs={bucketMs}
              changes={NO_MARKS}
              zone={zone}
              describe={(bar) => changeBarWords(bar, bucketMs, byType.get(bar.startMs) ?? {}, zone)}
              onRange={onRange}
              onPick={({ bar }) => onRange(rangeOf(bar.startMs, bar.startMs + bucketMs))}
            />
          </Part>
        )}
      </div>
    </section>
  );
}

/** The bars are the changes: nothing is marked beside them. */
const NO_MARKS: readonly never[] = [];

function withoutErrors(answer: ChangesHistogramAnswer) {
  return {
    bucket_seconds: answer.bucket_seconds,
    data: answer.data.map(({ start, count }) => ({ start, count, errors: 0 })),
  };
}
