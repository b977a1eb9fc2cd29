// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtualised; the roles say the same
import { useEffect, useRef } from "react";
import type { ContextAnswer } from "../../contract/api.ts";
import { CONTEXT_LINES_MAX } from "../../contract/limits.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import classes from "./line-detail.module.css";
import { type LineLook, LineRow } from "./line-row.tsx";
import { showPart } from "./show-part.ts";

export type ContextSide = "before" | "after";
export type ContextReach = Readonly<Record<ContextSide, number>>;

/** What the same resource wrote around one line, whatever was searched for; the line itself is marked. */
export function LineContext(props: {
  answer: ContextAnswer | undefined;
  error: unknown;
  isLoading: boolean;
  look: LineLook;
  /** Lines asked for on each side. */
  reach: ContextReach;
  onMore: (side: ContextSide) => void;
  onRetry: () => void;
  onShowAround: () => void;
}) {
  const { answer, look, reach } = props;
  const plain = { ...look, words: [] };
  const box = useRef<HTMLDivElement>(null);
  const lineCount = answer ? answer.before.length + answer.after.length : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every longer answer the marked line goes to the middle
  useEffect(() => {
    const hit = box.current?.querySelector<HTMLElement>("[data-hit]");
    showPart(box.current?.parentElement);
    if (box.current && hit) box.current.scrollTop = hit.offsetTop - (box.current.clientHeight - hit.offsetHeight) / 2;
  }, [lineCount, answer?.line.id]);
  return (
    <section aria-label="Context" aria-busy={props.isLoading}>
      <h3 className={classes.heading}>
        Lines around it
        <span>
          <MoreLines side="before" answer={answer} reach={reach} onMore={props.onMore} />
          <MoreLines side="after" answer={answer} reach={reach} onMore={props.onMore} />
          <button type="button" className={classes.plain} onClick={props.onShowAround}>
            Open in the list
          </button>
        </span>
      </h3>
      {answer ? (
        <div
          className={classes.context}
          role="grid"
          aria-label="Lines around it, oldest first"
          data-testid="context"
          tabIndex={0}
          ref={box}
        >
          {[...answer.before, answer.line, ...answer.after].map((line) => (
            <LineRow
              key={line.id}
              line={line}
              look={plain}
              isActive={false}
              isHit={line.id === answer.line.id}
              isAside
            />
          ))}
        </div>
      ) : props.error ? (
        <ProblemNotice error={props.error} onRetry={props.onRetry} />
      ) : (
        <p className={classes.gone}>Loading the lines around it …</p>
      )}
    </section>
  );
}

/** Nothing when that side has no more: fewer lines came than were asked for, or no more may be asked. */
function MoreLines(props: {
  side: ContextSide;
  answer: ContextAnswer | undefined;
  reach: ContextReach;
  onMore: (side: ContextSide) => void;
}) {
  const { side, answer, reach } = props;
  if (!answer || answer[side].length < reach[side] || reach[side] >= CONTEXT_LINES_MAX) return null;
  return (
    <button
      type="button"
      className={classes.plain}
      title={side === "before" ? "More lines before it ([)" : "More lines after it (])"}
      onClick={() => props.onMore(side)}
    >
      More {side}
    </button>
  );
}
