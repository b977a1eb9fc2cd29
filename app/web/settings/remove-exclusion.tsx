import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ExclusionAnswer } from "../../contract/api.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { ConfirmDialog } from "../shell/confirm-dialog.tsx";
import classes from "../shell/form.module.css";
import { removeExclusion } from "./exclusions-api.ts";

/** Asks before a filter and its counts go. */
export function RemoveExclusion({ exclusion, onClose }: { exclusion: ExclusionAnswer; onClose: () => void }) {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const removal = useMutation({
    mutationFn: () => removeExclusion(exclusion.id),
    onSuccess: async () => {
      announce(`Exclusion filter ${exclusion.name} removed`);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["exclusions"] });
    },
  });
  return (
    <ConfirmDialog title={`Remove “${exclusion.name}”?`} doIt="Remove filter" action={removal} onClose={onClose}>
      <p className={classes.words}>
        Lines that match are stored again from now on. What it kept out was never stored; its own counts are not shown
        any more, and the ledger keeps their sum. Switched off, it would keep them.
      </p>
    </ConfirmDialog>
  );
}
