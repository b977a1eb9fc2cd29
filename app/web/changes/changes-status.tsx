import type { Attribution as Given } from "../../contract/change.ts";
import { counted } from "../lib/amounts.ts";
import type { Zone } from "../lib/time-format.ts";
import type { TimeRange } from "../lib/time-range.ts";
import bar from "../logs/list-status.module.css";
import { AlertTool, KeysTool, Tool, UtcToggle } from "../logs/list-tools.tsx";
import { useWriteRefusal } from "../shell/use-write-refusal.ts";
import { Attribution } from "./attribution.tsx";
import { changesExportUrl } from "./changes-api.ts";

const FORMATS = [
  { format: "ndjson", label: "NDJSON", title: "Every column, one change a line" },
  { format: "ocsf", label: "OCSF", title: "For a SIEM: Open Cybersecurity Schema Framework events, one a line" },
] as const;

/** The bar under the list: how much is loaded, how it is shown, and how to take it along. */
export function ChangesStatus(props: {
  loaded: number;
  hasMore: boolean;
  attribution: readonly Given[];
  query: string;
  range: TimeRange;
  zone: Zone;
  onZone: (zone: Zone) => void;
  onSources: () => void;
  onShare: () => void;
  onHelp: () => void;
}) {
  const { query, range } = props;
  const mayWrite = useWriteRefusal() === null;
  return (
    <footer className={bar.bar}>
      <span className={bar.count}>
        <span role="status" data-testid="change-count">
          {counted(props.loaded, "change")} loaded
          {props.hasMore && ", older ones below"}
        </span>{" "}
        <Attribution to={props.attribution} />
      </span>
      <div className={bar.tools}>
        {FORMATS.map(({ format, label, title }) => (
          <a
            key={format}
            className={`${bar.tool} ${bar.link}`}
            href={changesExportUrl({ query, ...range, format })}
            download
            title={title}
            aria-label={`Export as ${label}`}
          >
            {label} ↓
          </a>
        ))}
        {mayWrite && <AlertTool query={query} watches="changes" title="Tell somebody when such a change is made" />}
        <UtcToggle zone={props.zone} onZone={props.onZone} />
        <Tool title="Where changes come from" onClick={props.onSources}>
          Sources
        </Tool>
        <Tool title="A link that shows the same changes later, too" onClick={props.onShare}>
          Copy link
        </Tool>
        <KeysTool onHelp={props.onHelp} />
      </div>
    </footer>
  );
}
