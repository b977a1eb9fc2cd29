// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtualised; the roles say the same
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { CircleX, OctagonAlert, TriangleAlert } from "lucide-react";
import { memo } from "react";
import type { Line, LineLevel } from "../../contract/line.ts";
import { clockTime, type Zone } from "../lib/time-format.ts";
import { type BriefLine, briefLine } from "./brief-line.ts";
import {
  inOneRow,
  levelWords,
  type RouterView,
  routerView,
  showable,
  sourceColour,
  sourceOf,
  withBreakSigns,
} from "./line-format.ts";
import classes from "./line-row.module.css";
import { Marked, MessageText } from "./message-text.tsx";

export interface LineLook {
  zone: Zone;
  isWrapped: boolean;
  isRaw: boolean;
  /** More than one app sends lines here, so each line says which. */
  isAppShown: boolean;
  /** Lower-case words of the search to mark. */
  words: readonly string[];
}

/** One line of the list: time, source, level, message. All of it is plain text to React; nothing becomes a link. */
export const LineRow = memo(function LineRow({
  line,
  look,
  isActive,
  isHit,
  isAside,
  onOpen,
}: {
  line: Line;
  look: LineLook;
  isActive: boolean;
  isHit?: boolean;
  /** In the narrow column beside the list, where the same line may be on the page a second time. */
  isAside?: boolean;
  onOpen?: (line: Line) => void;
}) {
  const source = sourceOf(line);
  const app = look.isAppShown ? (line.app?.name ?? null) : null;
  const router = look.isRaw ? null : routerView(line);
  const brief = look.isRaw ? null : briefLine(line);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys and names its active row
    <div
      role="row"
      id={isAside ? undefined : rowId(line.id)}
      className={classes.row}
      data-line-id={isAside ? undefined : line.id}
      data-aside={isAside || undefined}
      data-level={line.level}
      data-wrapped={look.isWrapped || undefined}
      data-apps={look.isAppShown || undefined}
      data-active={isActive || undefined}
      data-hit={isHit || undefined}
      aria-selected={isActive}
      tabIndex={-1}
      onClick={() => {
        // A click that ends a text selection is the selection, not an opening.
        if (onOpen && (window.getSelection()?.toString() ?? "") === "") onOpen(line);
      }}
    >
      <span role="gridcell" className={classes.time}>
        <time dateTime={line.timestamp}>{clockTime(Date.parse(line.timestamp), look.zone)}</time>
      </span>
      <span
        role="gridcell"
        className={classes.source}
        data-colour={sourceColour(source)}
        title={app ? `${app} ${source}` : source}
      >
        {app && <span className={classes.app}>{app} </span>}
        {source}
      </span>
      <span role="gridcell" className={classes.level}>
        <LevelMark level={line.level} />
      </span>
      <span role="gridcell" className={classes.message}>
        {router ? (
          <RouterMessage router={router} words={look.words} />
        ) : brief ? (
          <BriefMessage brief={brief} look={look} />
        ) : (
          <MessageText text={look.isWrapped ? line.message : withBreakSigns(line.message)} words={look.words} />
        )}
      </span>
    </div>
  );
});

export function rowId(lineId: string): string {
  return `row-${lineId}`;
}

function LevelMark({ level }: { level: LineLevel }) {
  const words = levelWords(level);
  if (words === null) return null;
  const Icon = level === "warn" ? TriangleAlert : level === "error" ? CircleX : OctagonAlert;
  return (
    <>
      <Icon size={13} strokeWidth={2.4} aria-hidden />
      <span className="visually-hidden">{words}</span>
    </>
  );
}

function RouterMessage({ router, words }: { router: RouterView; words: readonly string[] }) {
  return (
    <>
      <b className={classes.status} data-status={router.statusClass}>
        {router.status ?? "–"}
      </b>{" "}
      <span className={classes.method}>{router.method}</span> <Marked text={showable(router.path)} words={words} />
      {router.error && (
        <span className={classes.routerError}>
          {" "}
          <Marked text={showable(router.error)} words={words} />
        </span>
      )}
      <span className={classes.aside}>
        {router.service && ` ${router.service}`}
        {router.dyno && ` ${router.dyno}`}
      </span>
    </>
  );
}

function BriefMessage({ brief, look }: { brief: BriefLine; look: LineLook }) {
  const asShown = (text: string) => (look.isWrapped ? text : withBreakSigns(text));
  return (
    <>
      {brief.text !== "" && (
        <>
          <MessageText text={asShown(brief.text)} words={look.words} />
          {"  "}
        </>
      )}
      {brief.pairs.map(({ name, value }, at) => (
        <span key={name}>
          {at > 0 && "  "}
          <span className={classes.aside}>
            <Marked text={`${inOneRow(name)}=`} words={look.words} />
          </span>
          <Marked text={showable(asShown(value))} words={look.words} />
        </span>
      ))}
      {brief.hasMore && <span className={classes.aside}> …</span>}
    </>
  );
}
