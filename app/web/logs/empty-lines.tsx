import { Button } from "@mantine/core";
import type { ResourceAnswer } from "../../contract/api.ts";
import { counted } from "../lib/amounts.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import type { Zone } from "../lib/time-format.ts";
import {
  keptPresets,
  relativeRangeWords,
  resolveRange,
  type TimeRange,
  whereWords,
  widenRange,
  widerPresets,
} from "../lib/time-range.ts";
import classes from "../shell/notice.module.css";
import { hasNeverLogged } from "../shell/use-resource.ts";
import { ExcludedNote } from "./excluded-note.tsx";

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
  const wider = relative ? widerPresets(range, keptPresets(resource?.plan.retention_days)) : [];
  // Beyond what the plan keeps there is nothing to find.
  const oldestMs = serverNowMs() - (resource?.plan.retention_days ?? Number.POSITIVE_INFINITY) * 86_400_000;
  const canDouble = !relative && resolveRange(range, serverNowMs()).fromMs > oldestMs;
  return (
    <div className={classes.page}>
      <h2 className={classes.title}>
        {query === "" ? "No lines" : "Nothing matches"} {whereWords(range, zone, serverNowMs())}
      </h2>
      {query !== "" && <pre className={classes.command}>{query}</pre>}
      <ExcludedNote />
      <p className={classes.words}>{adviceWords({ canWiden: wider.length > 0 || canDouble, query, resource })}</p>
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
        {canDouble && (
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

function adviceWords(known: { canWiden: boolean; query: string; resource: ResourceAnswer | undefined }): string {
  if (known.canWiden) return `Try a wider range${known.query === "" ? "" : ", or fewer words"}.`;
  const fewer = known.query === "" ? "" : " Fewer words may find more.";
  if (known.resource === undefined) return fewer.trim();
  const { name, retention_days: days } = known.resource.plan;
  return `The plan ${name} keeps lines for ${counted(days, "day")}, and this is as far back as that goes.${fewer}`;
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
