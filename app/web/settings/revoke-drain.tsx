import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ManualDrainAnswer } from "../../contract/api.ts";
import { revokeDrain } from "../lib/api.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { ConfirmDialog } from "../shell/confirm-dialog.tsx";
import classes from "../shell/form.module.css";

/** Asks before a drain ends for good. */
export function RevokeDrain({ drain, onClose }: { drain: ManualDrainAnswer; onClose: () => void }) {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const revocation = useMutation({
    mutationFn: () => revokeDrain(drain.id),
    onSuccess: async () => {
      announce(`Drain ${drain.name} revoked`);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["drains"] });
    },
  });
  return (
    <ConfirmDialog title={`Revoke “${drain.name}”?`} doIt="Revoke drain" action={revocation} onClose={onClose}>
      <p className={classes.words}>
        Whatever is sent to its URL from now on is refused and lost; this cannot be undone. Lines that are stored stay.
        Remove the drain at Heroku, too.
      </p>
    </ConfirmDialog>
  );
}
