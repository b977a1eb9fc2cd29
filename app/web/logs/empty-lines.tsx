import { Button } from "@mantine/core";
import type { ResourceAnswer } from "../../contract/api.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import type { Zone } from "../lib/time-format.ts";
import { RANGE_PRESETS, relativeRangeWords, type TimeRange, whereWords, widenRange } from "../lib/time-range.ts";
import classes from "../shell/notice.module.css";
import { hasNeverLogged } from "../shell/use-resource.ts";

/** Where the lines would be, when there are none: why, and what to do next. */
export function EmptyLines(props: {
  query: string;
  range: TimeRange;
  zone: Zone;
  isLive: boolean;
  resource: ResourceAnswer | undefined;
  onRange: (range: TimeRange) => void;
  onClear: () => void;
}) {
  const { query, range, zone, resource } = props;
  if (resource && hasNeverLogged(resource)) return <NoLinesYet appName={resource.app?.name ?? null} />;

  const relative = relativeRangeWords(range);
  if (props.isLive) {
    return (
      <div className={classes.page}>
        <h2 className={classes.title}>Waiting for {query === "" ? "new lines" : "lines that match"}</h2>
        <p className={classes.words}>They appear here the moment Heroku delivers them.</p>
      </div>
    );
  }
  const wider = relative
    ? RANGE_PRESETS.slice(RANGE_PRESETS.findIndex((preset) => preset.from === range.from) + 1)
    : [];
  return (
    <div className={classes.page}>
      <h2 className={classes.title}>
        {query === "" ? "No lines" : "Nothing matches"} {whereWords(range, zone, serverNowMs())}
      </h2>
      {query !== "" && <pre className={classes.command}>{query}</pre>}
      <p className={classes.words}>Try a wider range{query === "" ? "" : ", or fewer words"}.</p>
      <div className={classes.actions}>
        {wider.map((preset) => (
          <Button
            key={preset.from}
            size="xs"
            variant="default"
            onClick={() => props.onRange({ from: preset.from, to: "now" })}
          >
            {preset.label}
          </Button>
        ))}
        {!relative && (
          <Button size="xs" variant="default" onClick={() => props.onRange(widenRange(range, serverNowMs()))}>
            Twice as wide
          </Button>
        )}
        {query !== "" && (
          <Button size="xs" variant="default" onClick={props.onClear}>
            Clear the search
          </Button>
        )}
      </div>
    </div>
  );
}

function NoLinesYet({ appName }: { appName: string | null }) {
  const app = appName === null ? "" : ` -a ${appName}`;
  return (
    <div className={classes.page}>
      <h2 className={classes.title}>No lines yet</h2>
      <p className={classes.words}>
        Logs usually arrive within seconds of your app writing one. To see whether it does, run:
      </p>
      <pre className={classes.command}>heroku logs --tail{app}</pre>
      <p className={classes.words}>
        To make one now: <code>heroku restart{app}</code> logs a few lines, and so does a visit to the app. This page
        looks again by itself.
      </p>
    </div>
  );
}
