import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Line } from "../../contract/line.ts";
import { counted } from "../lib/amounts.ts";
import { getTrace } from "../lib/api.ts";
import { problemOf } from "../lib/problem.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { CodeCard } from "./code-card.tsx";
import detail from "./line-detail.module.css";
import { type RouterView, showable, sourceColour, sourceOf } from "./line-format.ts";
import row from "./line-row.module.css";
import { MessageText } from "./message-text.tsx";
import classes from "./request-trace.module.css";
import { showPart } from "./show-part.ts";
import { traceView } from "./trace-view.ts";

/** What Heroku's router knows of a request, in the order of the card. */
const FACTS: readonly [field: string, name: string][] = [
  ["dyno", "Dyno"],
  ["service", "Answered in"],
  ["connect", "Connected in"],
  ["bytes", "Bytes"],
  ["host", "Host"],
  ["fwd", "Client"],
  ["protocol", "Protocol"],
];

/** One request from the router to the app: its facts, then every line in order, with the dyno's state around it. */
export function RequestTrace(props: { requestId: string; openId: string; onOpen: (line: Line) => void }) {
  const { requestId } = props;
  const answer = useQuery({
    queryKey: ["trace", requestId],
    queryFn: ({ signal }) => getTrace(requestId, signal),
    staleTime: 60_000,
  });
  const section = useRef<HTMLElement>(null);
  const isAnswered = !answer.isPending;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer makes the part longer
  useEffect(() => showPart(section.current), [requestId, isAnswered]);
  return (
    <section aria-label="Request" aria-busy={answer.isFetching} data-testid="trace" ref={section}>
      <h3 className={detail.heading}>Request</h3>
      {answer.data ? (
        <Trace {...props} view={traceView(answer.data)} />
      ) : answer.isError ? (
        problemOf(answer.error).status === 404 ? (
          <p className={detail.gone}>No stored line names this request any more.</p>
        ) : (
          <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
        )
      ) : (
        <p className={detail.gone} role="status">
          Following the request …
        </p>
      )}
    </section>
  );
}

function Trace(props: {
  requestId: string;
  openId: string;
  view: ReturnType<typeof traceView>;
  onOpen: (line: Line) => void;
}) {
  const { router, steps, appLineCount } = props.view;
  return (
    <div className={classes.card}>
      {router ? (
        <>
          <p className={classes.request}>
            <b className={row.status} data-status={router.view.statusClass}>
              {router.view.status ?? "no answer"}
            </b>{" "}
            {showable(router.view.method)} {showable(router.view.path)}
          </p>
          <dl className={classes.facts}>
            {FACTS.map(([field, name]) => {
              const value = router.line.fields[field];
              return value === undefined || value === "" ? null : (
                <div key={field}>
                  <dt>{name}</dt>
                  <dd>{showable(value)}</dd>
                </div>
              );
            })}
          </dl>
          {router.line.id !== props.openId && <CodeCard line={router.line} />}
        </>
      ) : (
        <p className={classes.note}>The router's line is not stored; these are the app's.</p>
      )}
      {appLineCount === 0 && (
        <p className={classes.note}>
          No line of the app names this request. Log the header <code>X-Request-ID</code> with each line, and they
          appear here.
        </p>
      )}
      <ol className={classes.steps} aria-label={`${counted(steps.length, "line")} of the request, oldest first`}>
        {steps.map(({ line, who, offset }) => (
          <li
            key={line.id}
            className={classes.step}
            data-who={who}
            data-level={line.level}
            aria-current={line.id === props.openId || undefined}
          >
            <span className={classes.offset}>{offset}</span>
            <button
              type="button"
              className={`${row.source} ${classes.source}`}
              data-colour={sourceColour(sourceOf(line))}
              title="Open this line"
              onClick={() => props.onOpen(line)}
            >
              {showable(sourceOf(line))}
            </button>
            <span className={classes.text}>
              {line.id === router?.line.id ? routerWords(router.view) : <MessageText text={line.message} words={[]} />}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The router's line again in the order of things; its facts stand above. `answered 503 after 30000ms: H12 Request timeout` */
function routerWords({ status, service, error }: RouterView): string {
  const outcome = status === null ? "gave no answer" : `answered ${status}`;
  return showable([outcome, service && ` after ${service}`, error && `: ${error}`].filter(Boolean).join(""));
}
