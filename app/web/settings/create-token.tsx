import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ApiTokenSecretAnswer } from "../../contract/api.ts";
import { API_TOKEN_NAME_CHARS_MAX } from "../../contract/limits.ts";
import { createToken } from "../lib/api.ts";
import { serverNowMs } from "../lib/server-clock.ts";
import { CopyBlock } from "../shell/copy-block.tsx";
import { Dialog } from "../shell/dialog.tsx";
import classes from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import { claudeCommand } from "./assistant-words.ts";
import { expiryOf, LIFETIMES, type LifetimeDays } from "./token-words.ts";

const SCOPES = [
  { scope: "read", hint: "Looks at everything this dashboard shows, and changes nothing." },
  {
    scope: "admin",
    hint: "Also changes whatever can be set up here: alerts, filters, redaction, drains, tokens, the bucket, the audit trail.",
  },
] as const;

/** Names a new token and says what it may and for how long, then shows it. */
export function CreateToken({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<"read" | "admin">("read");
  const [days, setDays] = useState<LifetimeDays>(365);
  const queryClient = useQueryClient();
  const creation = useMutation({
    mutationFn: createToken,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["tokens"] }),
  });
  if (creation.data)
    return (
      <Dialog title={`API token “${creation.data.name}” is ready`} onClose={onClose} mustBeAnswered>
        <TokenSecret token={creation.data} onDone={onClose} />
      </Dialog>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "")
      creation.mutate({ name, scopes: [scope] as ["read"] | ["admin"], expires_at: expiryOf(days, serverNowMs()) });
  };
  return (
    <Dialog title="New API token" onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <label className={classes.field}>
          <span>Name</span>
          <input
            className={classes.input}
            data-autofocus
            required
            maxLength={API_TOKEN_NAME_CHARS_MAX}
            value={name}
            placeholder="the program it is for"
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <fieldset className={classes.choices}>
          <legend>Scope</legend>
          {SCOPES.map((each) => (
            <label key={each.scope} className={classes.check}>
              <input type="radio" name="scope" checked={scope === each.scope} onChange={() => setScope(each.scope)} />
              <span>{each.scope}</span>
              <span className={classes.hint}>{each.hint}</span>
            </label>
          ))}
        </fieldset>
        <label className={classes.field}>
          <span>Expires after</span>
          <select
            className={classes.input}
            value={String(days)}
            onChange={(event) =>
              setDays(LIFETIMES.find((each) => String(each.days) === event.target.value)?.days ?? null)
            }
          >
            {LIFETIMES.map((each) => (
              <option key={each.words} value={String(each.days)}>
                {each.words}
              </option>
            ))}
          </select>
        </label>
        <ProblemLine error={creation.error} />
        <div className={classes.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={creation.isPending} disabled={name.trim() === ""}>
            Create token
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What can be seen only now: the token, and a call that tries it. */
function TokenSecret({ token, onDone }: { token: ApiTokenSecretAnswer; onDone: () => void }) {
  return (
    <>
      <p className={classes.words}>
        Keep it where the program reads its secrets. <strong>It is shown this once</strong>; who loses it makes another
        and revokes this one.
      </p>
      <CopyBlock label="API token" text={token.token} />
      <CopyBlock
        label="A call to try it"
        text={`curl -H "Authorization: Bearer ${token.token}" ${location.origin}/api/v1/resource`}
      />
      <CopyBlock label="For an AI assistant (Claude Code)" text={claudeCommand(token.token)} />
      <div className={classes.buttons}>
        <Button size="xs" onClick={onDone}>
          I have kept it
        </Button>
      </div>
    </>
  );
}
