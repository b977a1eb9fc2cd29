import { Button } from "@mantine/core";
import type { ManualDrainSecretAnswer } from "../../contract/api.ts";
import { CopyBlock } from "../shell/copy-block.tsx";
import classes from "../shell/form.module.css";

/** What can be seen only now: the drain's URL with its secret, and how to use it. */
export function DrainSecret({ drain, onDone }: { drain: ManualDrainSecretAnswer; onDone: () => void }) {
  return (
    <>
      <p className={classes.words}>
        The URL and both commands hold the drain's secret. <strong>It is shown this once</strong>; who loses it rotates
        the secret.
      </p>
      <CopyBlock label="Command for an app" text={drain.command} />
      <CopyBlock label="Command for an app of the Fir generation" text={drain.telemetry_command} />
      <p className={classes.note}>Put your app's name in the place of {"<app>"}.</p>
      <CopyBlock label="Drain URL" text={drain.url} />
      <p className={classes.note}>
        A space with Private Space Logging takes it with <code>heroku drains:set URL --space {"<space>"}</code>; any
        other sender posts Logplex frames to it. An OpenTelemetry exporter sends OTLP logs to{" "}
        <code>{new URL("/otlp", drain.url).origin}/otlp</code>, with the header of the command above.
      </p>
      <div className={classes.buttons}>
        <Button size="xs" onClick={onDone}>
          I have kept it
        </Button>
      </div>
    </>
  );
}
