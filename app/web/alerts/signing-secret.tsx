import { Button } from "@mantine/core";
import type { AlertAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import { CopyBlock } from "../shell/copy-block.tsx";
import { Dialog } from "../shell/dialog.tsx";
import classes from "../shell/form.module.css";

/** What can be seen only now: the secret that a new webhook's requests are signed with. */
export function SigningSecret(props: { alert: AlertAnswer; secret: string; onDone: () => void }) {
  const { alert } = props;
  return (
    <Dialog title={`The webhook of “${showable(alert.name)}” is ready`} onClose={props.onDone} mustBeAnswered>
      <p className={classes.words}>
        What {showable(alert.destination.shown)} receives is signed with this secret.{" "}
        <strong>It is shown this once</strong>; who loses it replaces the destination and gets another.
      </p>
      <CopyBlock label="Signing secret" text={props.secret} />
      <p className={classes.note}>
        The signatures are those of{" "}
        <a href="https://www.standardwebhooks.com/" target="_blank" rel="noreferrer">
          Standard Webhooks
        </a>
        , in the headers <code>webhook-id</code>, <code>webhook-timestamp</code> and <code>webhook-signature</code>.
      </p>
      <div className={classes.buttons}>
        <Button size="xs" onClick={props.onDone}>
          I have kept it
        </Button>
      </div>
    </Dialog>
  );
}
