import { problemOf } from "../lib/problem.ts";
import classes from "./form.module.css";
import { Said } from "./said.tsx";

/** Why something failed, in a sentence, where it was asked for. Nothing while there is no error. */
export function ProblemLine({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p className={classes.problem} role="alert">
      <Said text={problemOf(error).detail} />
    </p>
  );
}
