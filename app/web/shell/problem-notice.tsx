import { Button } from "@mantine/core";
import { isSessionEnded, problemOf } from "../lib/problem.ts";
import classes from "./notice.module.css";
import { Said } from "./said.tsx";
import { SessionEnded } from "./session-ended.tsx";

/** A failed call where its answer would have been: what went wrong, its stable code, and another try. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  if (isSessionEnded(problem)) return <SessionEnded />;
  return (
    <div className={classes.page} role="alert">
      <h2 className={classes.title}>{problem.title}</h2>
      <p className={classes.words}>
        <Said text={problem.detail} />
      </p>
      {problem.errors?.map((fault) => (
        <p key={`${fault.field}:${fault.message}`} className={classes.words}>
          <code>{fault.field}</code>: {fault.message}
        </p>
      ))}
      <p className={classes.code}>
        code <code>{problem.code}</code>
        {problem.status > 0 && ` · HTTP ${problem.status}`}
      </p>
      {onRetry && (
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
