import forms from "../shell/form.module.css";
import classes from "./audit.module.css";
import { refusalWords } from "./audit-words.ts";

/** Why something could not be done, and what to do about it. Nothing while there is no error. */
export function Refusal(props: { error: unknown; onAccount?: (name: string) => void }) {
  const { onAccount } = props;
  if (!props.error) return null;
  const { detail, todo, seen, accepted } = refusalWords(props.error);
  return (
    <div role="alert" className={classes.refusal}>
      <p className={forms.problem}>{detail}</p>
      {todo !== null && <p className={classes.todo}>{todo}</p>}
      {accepted.length > 0 && (
        <p className={classes.todo}>
          Heroku accepts the scope{accepted.length === 1 ? "" : "s"} <code>{accepted.join(", ")}</code>.
        </p>
      )}
      {seen.length > 0 && (
        <p className={classes.todo}>
          This access sees:{" "}
          {seen.map((name) =>
            onAccount ? (
              <button key={name} type="button" className={classes.name} onClick={() => onAccount(name)}>
                {name}
              </button>
            ) : (
              <code key={name}>{name} </code>
            ),
          )}
        </p>
      )}
    </div>
  );
}
