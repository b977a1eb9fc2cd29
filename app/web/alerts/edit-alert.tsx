import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AlertAnswer, AlertSecretAnswer } from "../../contract/api.ts";
import { showable } from "../logs/line-format.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { changesOf, draftOf } from "./alert-draft.ts";
import { AlertForm } from "./alert-form.tsx";
import type { AlertChange } from "./alert-request.ts";
import { changeAlert } from "./alerts-api.ts";

/** Changes what an alert watches, or whom it tells. */
export function EditAlert(props: {
  alert: AlertAnswer;
  onSaved: (alert: AlertSecretAnswer) => void;
  onClose: () => void;
}) {
  const { alert } = props;
  const announce = useAnnounce();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (changes: AlertChange) => changeAlert(alert.id, changes),
    onSuccess: async (changed) => {
      announce(`${showable(changed.name)} saved`);
      props.onSaved(changed);
      await queryClient.invalidateQueries({ queryKey: ["alerts"] });
    },
  });
  return (
    <Dialog title={`Edit “${showable(alert.name)}”`} onClose={props.onClose}>
      <AlertForm
        initial={draftOf(alert)}
        present={alert.destination}
        submitWord="Save"
        isPending={change.isPending}
        error={change.error}
        onSubmit={(draft) => {
          const changes = changesOf(draft, alert);
          if (changes === null) return;
          if (Object.keys(changes).length === 0) props.onClose();
          else change.mutate(changes);
        }}
        onCancel={props.onClose}
      />
    </Dialog>
  );
}
