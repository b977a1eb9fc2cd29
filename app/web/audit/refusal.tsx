import forms from "../shell/form.module.css";
import { Said } from "../shell/said.tsx";
import classes from "./audit.module.css";
import { refusalWords } from "./audit-words.ts";

/** Why something could not be done. Nothing while there is no error. */
export function Refusal(props: {
  error: unknown;
  /** Takes one of the accounts that are seen, where another one was asked for. */
  onAccount?: (name: string) => void;
}) {
  const { onAccount } = props;
  if (!props.error) return null;
  const { detail, seen } = refusalWords(props.error);
  return (
    <div role="alert" className={classes.refusal}>
      <p className={forms.problem}>
        <Said text={detail} />
      </p>
      {onAccount && seen.length > 0 && (
        <p className={classes.seen}>
          Take{" "}
          {seen.map((name) => (
            <button key={name} type="button" className={classes.name} onClick={() => onAccount(name)}>
              {name}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
