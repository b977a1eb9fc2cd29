import uPlot from "uplot";
import type { Change } from "../../contract/api.ts";
import { shortTime, tickWords, type Zone } from "../lib/time-format.ts";
import type { TimeRange } from "../lib/time-range.ts";
import type { Bar } from "./histogram-bars.ts";

/** What the chart shows, and whom it tells of a chosen range. */
export interface Plotted {
  /** What the bars are, for those who cannot see them. */
  label: string;
  bars: readonly Bar[];
  /** A variable of base.css. */
  barColour: "--bar" | "--change";
  bucketMs: number;
  changes: readonly Change[];
  zone: Zone;
  describe: (bar: Bar) => string;
  /** By dragging. */
  onRange: (range: TimeRange) => void;
  /** By a click or Enter on a bar, or on a mark. */
  onPick: (pick: Picked) => void;
}

/** A bar that was chosen, where it is (pixels from the chart's left), and the changes marked there. */
export interface Picked {
  bar: Bar;
  left: number;
  changes: readonly Change[];
}

type Current = () => Plotted;

/** What is under the pointer, and where to say it. */
export interface Tip {
  left: number;
  isRight: boolean;
  words: string;
  changes: readonly string[];
}

export const HISTOGRAM_HEIGHT = 96;
/** Pixels between pointer and change mark that still count as pointing at it. */
const CHANGE_REACH = 8;
const AXIS_FONT = "11px ui-sans-serif, system-ui, sans-serif";
/** Pixels beside the bars for the half of the last word under them that reaches beyond. */
const END_ROOM = 14;
/** A drag shorter than this is a click. */
const DRAG_MIN = 5;

export function rangeOf(fromMs: number, toMs: number): TimeRange {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** How uPlot draws the bars; it asks `current` for what was rendered last and tells `onTip` what is pointed at. */
export function chartOptions(width: number, current: Current, onTip: (tip: Tip | null) => void): uPlot.Options {
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const barPaths = uPlot.paths.bars?.({ size: [0.86, 28, 1], align: 0 });
  const bars = (name: string): uPlot.Series => ({
    ...(barPaths ? { paths: barPaths } : {}),
    fill: name === "--bar-error" ? () => hatch(colour(name)) : () => colour(name),
    stroke: () => colour(name),
    width: 0,
    points: { show: false },
  });
  const axis = { stroke: () => colour("--dim"), font: AXIS_FONT };
  return {
    width,
    height: HISTOGRAM_HEIGHT,
    legend: { show: false },
    padding: [6, END_ROOM, 0, 0],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: DRAG_MIN },
    },
    scales: {
      x: {
        time: true,
        range: (_u, min, max) => {
          const half = current().bucketMs / 2000;
          return [min - half, max + half];
        },
      },
      y: { range: (_u, _min, max) => [0, Math.max(1, max * 1.05)] },
    },
    axes: [
      {
        ...axis,
        size: 20,
        gap: 3,
        space: 70,
        grid: { show: false },
        ticks: { show: false },
        values: (u, splits, _axis, _space, incr) =>
          splits.map((at) => wordsThatFit(u, at, tickWords(at * 1000, incr, current().zone))),
      },
      {
        ...axis,
        size: 44,
        gap: 4,
        space: 26,
        grid: { stroke: () => colour("--rule"), width: 1 },
        ticks: { show: false },
        values: (_u, splits) => splits.map((n) => (Number.isInteger(n) ? compact.format(n) : "")),
      },
    ],
    series: [{}, bars(current().barColour), bars("--bar-error")],
    tzDate: (at) => (current().zone === "utc" ? uPlot.tzDate(new Date(at * 1000), "Etc/UTC") : new Date(at * 1000)),
    hooks: {
      draw: [(u) => drawChanges(u, current().changes, colour("--change"))],
      setCursor: [(u) => onTip(tipAt(u, current()))],
      setSelect: [
        (u) => {
          if (u.select.width < DRAG_MIN) return;
          const from = u.posToVal(u.select.left, "x") * 1000;
          const to = u.posToVal(u.select.left + u.select.width, "x") * 1000;
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (to - from >= 1) current().onRange(rangeOf(Math.floor(from), Math.ceil(to)));
        },
      ],
      ready: [(u) => pickOnClick(u, current)],
    },
  };
}

/** Words under a moment, or none where they would run out of the chart or into the numbers beside it. */
function wordsThatFit(u: uPlot, atSeconds: number, words: string): string {
  u.ctx.save();
  u.ctx.font = AXIS_FONT;
  const half = u.ctx.measureText(words).width / 2;
  u.ctx.restore();
  const left = u.valToPos(atSeconds, "x");
  return left - half < 0 || left + half > u.bbox.width / devicePixelRatio + END_ROOM ? "" : words;
}

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

function pickOnClick(u: uPlot, current: Current): void {
  let downX = 0;
  u.over.addEventListener("mousedown", (event) => {
    downX = event.clientX;
  });
  u.over.addEventListener("click", (event) => {
    if (Math.abs(event.clientX - downX) >= DRAG_MIN) return;
    const pick = pickAt(u, current());
    if (pick && (pick.bar.count > 0 || pick.changes.length > 0)) current().onPick(pick);
  });
}

/** The bar under the cursor, and the changes marked within reach of it. */
export function pickAt(u: uPlot, { bars, changes }: ReturnType<Current>): Picked | null {
  const left = u.cursor.left ?? -1;
  const bar = bars[u.cursor.idx ?? -1];
  if (left < 0 || !bar) return null;
  return {
    bar,
    left: left + u.bbox.left / devicePixelRatio,
    changes: changes.filter((c) => Math.abs(u.valToPos(Date.parse(c.at) / 1000, "x") - left) <= CHANGE_REACH),
  };
}

/** Bars of errors are striped as well as red, for those who cannot tell the colours apart. */
function hatch(colour: string): CanvasPattern | string {
  const size = 6 * devicePixelRatio;
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const ctx = tile.getContext("2d");
  if (!ctx) return colour;
  ctx.fillStyle = colour;
  ctx.globalAlpha = 0.62;
  ctx.fillRect(0, 0, size, size);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = colour;
  ctx.lineWidth = size / 3;
  ctx.beginPath();
  for (const shift of [-size, 0, size]) {
    ctx.moveTo(shift, size);
    ctx.lineTo(shift + size, 0);
  }
  ctx.stroke();
  return ctx.createPattern(tile, "repeat") ?? colour;
}

function drawChanges(u: uPlot, changes: readonly Change[], colour: string): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  const mark = 4 * devicePixelRatio;
  for (const change of changes) {
    const x = Math.round(u.valToPos(Date.parse(change.at) / 1000, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - mark);
    ctx.lineTo(x + mark, bbox.top);
    ctx.lineTo(x, bbox.top + mark);
    ctx.lineTo(x - mark, bbox.top);
    ctx.fill();
  }
  ctx.restore();
}

function tipAt(u: uPlot, current: ReturnType<Current>): Tip | null {
  const pick = pickAt(u, current);
  if (!pick) return null;
  return {
    left: pick.left,
    isRight: (u.cursor.left ?? 0) > u.bbox.width / devicePixelRatio / 2,
    words: current.describe(pick.bar),
    changes: pick.changes.map((c) => `${shortTime(Date.parse(c.at), current.zone, true)} ${c.sentence}`),
  };
}
