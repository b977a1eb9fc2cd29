import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AlertSecretAnswer } from "../../contract/api.ts";
import { findReadyAlert } from "../../contract/ready-alerts.ts";
import { showable } from "../logs/line-format.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { newDraft, readyDraft, requestOf } from "./alert-draft.ts";
import { AlertForm } from "./alert-form.tsx";
import { createAlert } from "./alerts-api.ts";
import type { AlertsSearch } from "./alerts-url.ts";

/** Makes an alert, from what is known of it already. */
export function NewAlert(props: {
  known: AlertsSearch;
  onSaved: (alert: AlertSecretAnswer) => void;
  onClose: () => void;
}) {
  const ready = findReadyAlert(props.known.ready ?? "");
  const announce = useAnnounce();
  const queryClient = useQueryClient();
  const creation = useMutation({
    mutationFn: createAlert,
    onSuccess: async (created) => {
      announce(`${showable(created.name)} is watched from now on`);
      props.onSaved(created);
      await queryClient.invalidateQueries({ queryKey: ["alerts"] });
    },
  });
  return (
    <Dialog title="New alert" onClose={props.onClose}>
      <AlertForm
        initial={ready ? readyDraft(ready) : newDraft(props.known)}
        present={null}
        submitWord="Create alert"
        isPending={creation.isPending}
        error={creation.error}
        onSubmit={(draft) => {
          const request = requestOf(draft);
          if (request) creation.mutate(request);
        }}
        onCancel={props.onClose}
      />
    </Dialog>
  );
}
