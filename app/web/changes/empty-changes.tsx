import { Button } from "@mantine/core";
import type { ResourceAnswer } from "../../contract/api.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import type { Zone } from "../lib/time-format.ts";
import { relativeRangeWords, type TimeRange, whereWords, widenRange } from "../lib/time-range.ts";
import classes from "../shell/notice.module.css";
import { CHANGES_PRESETS } from "./changes-url.ts";
import { SourceNotes } from "./source-notes.tsx";

/** Where the changes would be, when there are none: what to try, and where changes would come from. */
export function EmptyChanges(props: {
  query: string;
  range: TimeRange;
  zone: Zone;
  resource: ResourceAnswer | undefined;
  onRange: (range: TimeRange) => void;
  onClear: () => void;
}) {
  const { query, range, zone } = props;
  const wider = widenRange(range, serverNowMs(), CHANGES_PRESETS);
  return (
    <div className={classes.page}>
      <h2 className={classes.title}>
        {query === "" ? "No changes" : "No change matches"} {whereWords(range, zone, serverNowMs())}
      </h2>
      {query !== "" && <pre className={classes.command}>{query}</pre>}
      <div className={classes.actions}>
        {wider.from !== range.from && (
          <Button size="xs" variant="default" onClick={() => props.onRange(wider)}>
            {relativeRangeWords(wider) ?? "Twice as wide"}
          </Button>
        )}
        {query !== "" && (
          <Button size="xs" variant="default" onClick={props.onClear}>
            Clear the search
          </Button>
        )}
      </div>
      <SourceNotes resource={props.resource} />
    </div>
  );
}
