import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { AuditSource } from "../../contract/audit.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import forms from "../shell/form.module.css";
import { removeAuditSource } from "./audit-api.ts";
import { Refusal } from "./refusal.tsx";

/** Ends the collecting, and asks what shall become of what was collected. Of an ended source only removal is left. */
export function OptOut({ source, onClose }: { source: AuditSource; onClose: () => void }) {
  const hasEnded = source.status === "ended";
  const [keep, setKeep] = useState(!hasEnded);
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const name = source.enterprise_account.name;
  const removal = useMutation({
    mutationFn: removeAuditSource,
    onSuccess: async () => {
      announce(keep ? `${name} is collected no more` : `What was collected of ${name} is removed`);
      onClose();
      for (const queryKey of [["audit-sources"], ["changes"]]) await queryClient.invalidateQueries({ queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    removal.mutate({ id: source.id, keep });
  };
  return (
    <Dialog title={hasEnded ? `Remove what is kept of ${name}?` : `Opt ${name} out?`} onClose={onClose}>
      <form className={forms.form} onSubmit={submit}>
        {hasEnded ? (
          <p className={forms.words}>
            Its events and archives are removed for good. Download the evidence first if you may need it.
          </p>
        ) : (
          <>
            <p className={forms.words}>
              Polling stops and the access is wiped here, both at once. Revoke it at Heroku, too.
            </p>
            <fieldset className={forms.choices}>
              <legend>What was collected</legend>
              <label className={forms.check}>
                <input type="radio" name="keep" checked={keep} onChange={() => setKeep(true)} />
                <span>Keep it</span>
                <span className={forms.hint}>
                  Events can still be searched, archives and evidence downloaded, for as long as the add-on and its plan
                  keep them.
                </span>
              </label>
              <label className={forms.check}>
                <input type="radio" name="keep" checked={!keep} onChange={() => setKeep(false)} />
                <span>Remove it</span>
                <span className={forms.hint}>
                  Events and archives are removed for good. Heroku may not give old months again.
                </span>
              </label>
            </fieldset>
          </>
        )}
        <Refusal error={removal.error} />
        <div className={forms.buttons}>
          <Button size="xs" variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button size="xs" type="submit" color="red.9" loading={removal.isPending}>
            {hasEnded ? "Remove" : keep ? "Opt out, keep what is here" : "Opt out and remove"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
