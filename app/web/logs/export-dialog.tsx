import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { EXPORT_LINES_MAX } from "../../contract/limits.ts";
import { count, counted } from "../lib/amounts.ts";
import { apiUrl, getHistogram } from "../lib/api.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { spanWords, type Zone } from "../lib/time-format.ts";
import { freezeRange, resolveRange, type TimeRange } from "../lib/time-range.ts";
import { CopyBlock } from "../shell/copy-block.tsx";
import { Dialog } from "../shell/dialog.tsx";
import classes from "./export-dialog.module.css";
import { type ExportChoice, exportCommand, exportParams } from "./export-link.ts";
import { showable } from "./line-format.ts";

const FORMATS = [
  ["ndjson", "NDJSON", "one JSON object a line, with every field"],
  ["csv", "CSV", "for a spreadsheet; the parsed fields are one column of JSON"],
] as const;

/** Takes the search's lines along as a file. */
export function ExportDialog(props: { query: string; range: TimeRange; zone: Zone; onClose: () => void }) {
  const { query, zone } = props;
  // Frozen when the dialog opens, so that the count, the file and its continuation are about the same lines.
  const [range] = useState(() => freezeRange(props.range, serverNowMs()));
  const [format, setFormat] = useState<ExportChoice["format"]>("ndjson");
  const [isGzip, setGzip] = useState(true);
  const [after, setAfter] = useState("");
  const total = useQuery({
    queryKey: ["histogram", "total", query, range.from, range.to],
    queryFn: ({ signal }) => getHistogram({ query, ...range, buckets: 1 }, signal),
    select: (answer) => answer.data.reduce((sum, bucket) => sum + bucket.count, 0),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { fromMs, toMs } = resolveRange(range, serverNowMs());
  const choice: ExportChoice = { query, range, format, isGzip, after };
  const isLarge = (total.data ?? 0) > EXPORT_LINES_MAX;
  return (
    <Dialog title="Export lines" onClose={props.onClose}>
      <dl className={classes.what}>
        <dt>Search</dt>
        <dd>{query === "" ? "every line" : <code>{showable(query)}</code>}</dd>
        <dt>Range</dt>
        <dd>{spanWords(fromMs, toMs, zone, serverNowMs())}</dd>
        <dt>Lines</dt>
        <dd>
          <span role="status">
            {total.data === undefined ? (total.isError ? "could not be counted" : "…") : count(total.data)}
          </span>
        </dd>
      </dl>
      <fieldset className={classes.group}>
        <legend>Format</legend>
        {FORMATS.map(([value, name, about]) => (
          <label key={value} className={classes.choice}>
            <input type="radio" name="format" checked={format === value} onChange={() => setFormat(value)} />
            <span>
              {name} <span className={classes.dim}>{about}</span>
            </span>
          </label>
        ))}
        <label className={classes.choice}>
          <input type="checkbox" checked={isGzip} onChange={(event) => setGzip(event.target.checked)} />
          <span>
            Compressed <span className={classes.dim}>a .gz file, about a tenth of the size</span>
          </span>
        </label>
      </fieldset>
      <details className={classes.rest} open={isLarge}>
        <summary>More than {counted(EXPORT_LINES_MAX, "line")}</summary>
        <p>
          A file holds the oldest {counted(EXPORT_LINES_MAX, "line")} of the range at most. When it has exactly as many,
          there are more: put the <code>id</code> of its last line here, and the next file goes on after it.
        </p>
        <label className={classes.after}>
          Go on after the line with this id
          <input
            type="text"
            value={after}
            spellCheck={false}
            maxLength={80}
            onChange={(event) => setAfter(event.target.value)}
          />
        </label>
      </details>
      <div className={classes.actions}>
        <Button
          component="a"
          href={apiUrl("/logs/export", exportParams(choice))}
          download
          leftSection={<Download size={14} aria-hidden />}
        >
          Download
        </Button>
        <span className={classes.dim}>Lines are written as they are read; a large file takes minutes.</span>
      </div>
      <details className={classes.rest}>
        <summary>From a shell</summary>
        <CopyBlock label="Command" text={exportCommand(choice)} />
        <p className={classes.dim}>
          Both variables are in the app's config: <code>heroku config</code> shows them.
        </p>
      </details>
    </Dialog>
  );
}
