import "uplot/dist/uPlot.min.css";
import { useMantineColorScheme } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import classes from "./histogram.module.css";
import { chartOptions, HISTOGRAM_HEIGHT, type Plotted, pickAt, type Tip } from "./histogram-plot.ts";

/** The bars on canvas. Drag over them to choose a range, click one to ask about it; arrow keys and Enter do that, too. */
export function HistogramChart(props: Plotted) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  const [tip, setTip] = useState<Tip | null>(null);
  const [keyIndex, setKeyIndex] = useState<number | null>(null);
  const { colorScheme } = useMantineColorScheme();
  const { bars, bucketMs, changes, zone } = props;

  // The chart is made once; its hooks read what was rendered last.
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const chart = new uPlot(
      chartOptions(
        element.clientWidth,
        () => latest.current,
        (next) => setTip(next),
      ),
      [[], [], []],
      element,
    );
    plot.current = chart;
    const watcher = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HISTOGRAM_HEIGHT }));
    watcher.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => chart.redraw(true, true);
    scheme.addEventListener("change", repaint);
    return () => {
      scheme.removeEventListener("change", repaint);
      watcher.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, []);

  // New data alone leaves the axes as they are. Before it, because a drawing sets the scale to that of the data it knows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new colour scheme, zone or mark needs a new drawing
  useEffect(() => {
    plot.current?.redraw(true, true);
  }, [changes, zone, colorScheme]);

  useEffect(() => {
    const half = bucketMs / 2;
    plot.current?.setData([
      bars.map((bar) => (bar.startMs + half) / 1000),
      bars.map((bar) => bar.count),
      bars.map((bar) => bar.errors),
    ]);
  }, [bars, bucketMs]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const index = Math.min(bars.length - 1, Math.max(0, (keyIndex ?? (step === 1 ? -1 : bars.length)) + step));
      setKeyIndex(index);
      const chart = plot.current;
      const bar = bars[index];
      if (chart && bar) {
        chart.setCursor({ left: chart.valToPos((bar.startMs + bucketMs / 2) / 1000, "x"), top: 10 });
      }
    } else if (event.key === "Enter" && keyIndex !== null) {
      event.preventDefault();
      event.stopPropagation();
      const pick = plot.current && pickAt(plot.current, props);
      if (pick) props.onPick(pick);
    }
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; this groups bars
    <div
      role="group"
      aria-label={props.label}
      className={classes.chart}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys are handled here
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => {
        setKeyIndex(null);
        setTip(null);
      }}
    >
      <div ref={host} aria-hidden="true" />
      {tip && (
        <div
          className={classes.tip}
          style={tip.isRight ? { right: `calc(100% - ${tip.left - 10}px)` } : { left: tip.left + 10 }}
        >
          {tip.words}
          {tip.changes.map((sentence) => (
            <span key={sentence} className={classes.tipChange}>
              ◆ {sentence}
            </span>
          ))}
        </div>
      )}
      <p className="visually-hidden" aria-live="polite">
        {keyIndex !== null && tip ? [tip.words, ...tip.changes].join(". ") : ""}
      </p>
    </div>
  );
}
