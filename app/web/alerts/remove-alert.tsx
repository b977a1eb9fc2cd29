import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AlertAnswer, AlertsAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { ConfirmDialog } from "../shell/confirm-dialog.tsx";
import classes from "../shell/form.module.css";
import { DESTINATION_WORDS } from "./alert-words.ts";
import { removeAlert } from "./alerts-api.ts";

/** Asks before an alert and its history go for good. */
export function RemoveAlert({ alert, onClose }: { alert: AlertAnswer; onClose: () => void }) {
  const name = showable(alert.name);
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const removal = useMutation({
    mutationFn: () => removeAlert(alert.id),
    onSuccess: async () => {
      // The list shows it at once; what others did meanwhile comes with the next answer.
      queryClient.setQueryData<AlertsAnswer>(["alerts"], (old) =>
        old ? { ...old, data: old.data.filter((each) => each.id !== alert.id) } : old,
      );
      announce(`${name} removed`);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["alerts"] });
    },
  });
  return (
    <ConfirmDialog title={`Remove “${name}”?`} doIt="Remove alert" action={removal} onClose={onClose}>
      <p className={classes.words}>
        {DESTINATION_WORDS[alert.destination.kind]} ({showable(alert.destination.shown)}) is told nothing by it from now
        on, and its history goes with it; this cannot be undone. To keep it quiet for a while, mute it.
        {alert.state === "firing" && alert.destination.kind === "pagerduty" && " The incident it opened stays open."}
      </p>
    </ConfirmDialog>
  );
}
