import { Button } from "@mantine/core";
import { CalendarClock, ChevronDown } from "lucide-react";
import { useState } from "react";
import { serverNowMs } from "../lib/server-clock.ts";
import { fromDatetimeLocal, isLocalUtc, spanWords, toDatetimeLocal, type Zone, zoneName } from "../lib/time-format.ts";
import {
  RANGE_PRESETS,
  type RangePreset,
  relativeRangeWords,
  resolveRange,
  type TimeRange,
} from "../lib/time-range.ts";
import { DropButton } from "../shell/drop-button.tsx";
import classes from "./time-range-control.module.css";

/** Chooses the range: a preset that moves with the clock, or two instants. */
export function TimeRangeControl({
  range,
  zone,
  presets = RANGE_PRESETS,
  onZone,
  onRange,
}: {
  range: TimeRange;
  zone: Zone;
  presets?: readonly RangePreset[];
  onZone: (zone: Zone) => void;
  onRange: (range: TimeRange) => void;
}) {
  const nowMs = serverNowMs();
  const { fromMs, toMs } = resolveRange(range, nowMs);
  const words = relativeRangeWords(range) ?? spanWords(fromMs, toMs, zone, nowMs);
  return (
    <DropButton
      label="Time range"
      className={classes.panel}
      button={(toggle) => (
        <Button
          variant="default"
          size="sm"
          className={classes.target}
          leftSection={<CalendarClock size={14} aria-hidden />}
          rightSection={<ChevronDown size={14} aria-hidden />}
          aria-label={`Time range: ${words}`}
          onClick={toggle}
        >
          {words}
        </Button>
      )}
    >
      {(close) => {
        const choose = (next: TimeRange) => {
          close();
          onRange(next);
        };
        return (
          <>
            <div className={classes.presets}>
              {presets.map((preset) => (
                <button
                  key={preset.from}
                  type="button"
                  className={classes.preset}
                  aria-pressed={range.from === preset.from && range.to === "now"}
                  onClick={() => choose({ from: preset.from, to: "now" })}
                >
                  {preset.label}
                </button>
              ))}
            </div>
            <AbsoluteRange key={`${fromMs}:${toMs}:${zone}`} fromMs={fromMs} toMs={toMs} zone={zone} onRange={choose} />
            <label className={classes.zone}>
              <input
                type="checkbox"
                checked={zone === "utc"}
                onChange={(event) => onZone(event.target.checked ? "utc" : "local")}
              />
              Show times in UTC {!isLocalUtc() && <span className={classes.dim}>(else {zoneName("local")})</span>}
            </label>
          </>
        );
      }}
    </DropButton>
  );
}

function AbsoluteRange(props: { fromMs: number; toMs: number; zone: Zone; onRange: (range: TimeRange) => void }) {
  const { zone } = props;
  const [from, setFrom] = useState(toDatetimeLocal(props.fromMs, zone));
  const [to, setTo] = useState(toDatetimeLocal(props.toMs, zone));
  const fromMs = fromDatetimeLocal(from, zone);
  const toMs = fromDatetimeLocal(to, zone);
  const fault =
    fromMs === null || toMs === null
      ? "Both times are needed."
      : fromMs >= toMs
        ? "The first time must be before the second."
        : null;
  return (
    <form
      className={classes.absolute}
      onSubmit={(event) => {
        event.preventDefault();
        if (fromMs !== null && toMs !== null && fault === null) {
          props.onRange({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
        }
      }}
    >
      <label>
        From ({zoneName(zone)})
        <input type="datetime-local" step={1} value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        To ({zoneName(zone)})
        <input type="datetime-local" step={1} value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <p className={classes.fault} role="status">
        {fault}
      </p>
      <Button type="submit" size="xs" disabled={fault !== null}>
        Show this range
      </Button>
    </form>
  );
}
