import { Button } from "@mantine/core";
import { CONNECT_PATH } from "../../contract/audit.ts";
import { useWriteRefusal } from "../shell/use-write-refusal.ts";
import classes from "./audit.module.css";
import { TokenForm } from "./token-form.tsx";

/** The ways to opt in: a connection made at Heroku where this service has one, and a pasted token. */
export function OptIn({ canConnect, onDone }: { canConnect: boolean; onDone: () => void }) {
  const refusal = useWriteRefusal();
  if (!canConnect) return <TokenForm refusal={refusal} onDone={onDone} />;
  return (
    <>
      <p className={classes.connect}>
        {refusal === null && (
          <Button component="a" href={CONNECT_PATH} size="sm">
            Connect with Heroku
          </Button>
        )}
        <span className={classes.aside}>
          {refusal ?? "You are asked at Heroku, and then choose the account here. Nothing is collected before that."}
        </span>
      </p>
      <details className={classes.other}>
        <summary>Paste a token instead</summary>
        <TokenForm refusal={refusal} onDone={onDone} />
      </details>
    </>
  );
}
