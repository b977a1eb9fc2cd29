import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { MANUAL_DRAIN_NAME_CHARS_MAX } from "../../contract/limits.ts";
import { createDrain } from "../lib/api.ts";
import { Dialog } from "../shell/dialog.tsx";
import classes from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import { DrainSecret } from "./drain-secret.tsx";

/** Names a new drain, then shows its URL. */
export function CreateDrain({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [isPinning, setIsPinning] = useState(false);
  const queryClient = useQueryClient();
  const creation = useMutation({
    mutationFn: createDrain,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["drains"] }),
  });
  if (creation.data)
    return (
      <Dialog title={`Drain “${creation.data.name}” is ready`} onClose={onClose} mustBeAnswered>
        <DrainSecret drain={creation.data} onDone={onClose} />
      </Dialog>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") creation.mutate({ name, pin_token: isPinning });
  };
  return (
    <Dialog title="New manual drain" onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <label className={classes.field}>
          <span>Name</span>
          <input
            className={classes.input}
            data-autofocus
            required
            maxLength={MANUAL_DRAIN_NAME_CHARS_MAX}
            value={name}
            placeholder="the app or space it is for"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className={classes.check}>
          <input type="checkbox" checked={isPinning} onChange={(event) => setIsPinning(event.target.checked)} />
          <span>Accept one Logplex drain token only</span>
          <span className={classes.hint}>
            The first one seen is kept, so that a copied URL is of no use elsewhere. Leave it off for senders that have
            none, such as Shield Spaces.
          </span>
        </label>
        <ProblemLine error={creation.error} />
        <div className={classes.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={creation.isPending} disabled={name.trim() === ""}>
            Create drain
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
