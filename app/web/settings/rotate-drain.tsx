import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ManualDrainAnswer } from "../../contract/api.ts";
import { rotateDrain } from "../lib/api.ts";
import { Dialog } from "../shell/dialog.tsx";
import classes from "../shell/form.module.css";
import { ProblemLine } from "../shell/problem-line.tsx";
import { DrainSecret } from "./drain-secret.tsx";

/** Asks, then shows the drain's new URL. */
export function RotateDrain({ drain, onClose }: { drain: ManualDrainAnswer; onClose: () => void }) {
  const queryClient = useQueryClient();
  const rotation = useMutation({
    mutationFn: () => rotateDrain(drain.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["drains"] }),
  });
  if (rotation.data)
    return (
      <Dialog title={`New secret of “${drain.name}”`} onClose={onClose} mustBeAnswered>
        <DrainSecret drain={rotation.data} onDone={onClose} />
      </Dialog>
    );
  return (
    <Dialog title={`Rotate the secret of “${drain.name}”?`} onClose={onClose}>
      <p className={classes.words}>
        You get a new URL. The old one is accepted for one hour more, so that nothing is lost until you have put the new
        one in its place. If the old secret has leaked, rotate twice: then it ends at once.
      </p>
      <ProblemLine error={rotation.error} />
      <div className={classes.buttons}>
        <Button size="xs" variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button size="xs" loading={rotation.isPending} onClick={() => rotation.mutate()} data-autofocus>
          Rotate secret
        </Button>
      </div>
    </Dialog>
  );
}
