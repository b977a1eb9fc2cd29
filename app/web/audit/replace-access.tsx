import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type AuditSource, type AuditSourcesAnswer, CONNECT_PATH } from "../../contract/audit.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/dialog.tsx";
import forms from "../shell/form.module.css";
import { changeAuditSource } from "./audit-api.ts";
import { Refusal } from "./refusal.tsx";
import { TokenField } from "./token-field.tsx";

/** A new token in the place of the old one; nothing that was collected is touched. */
export function ReplaceAccess({ source, onClose }: { source: AuditSource; onClose: () => void }) {
  const [token, setToken] = useState("");
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const canConnect = queryClient.getQueryData<AuditSourcesAnswer>(["audit-sources"])?.can_connect ?? false;
  const replacement = useMutation({
    mutationFn: changeAuditSource,
    onSuccess: async () => {
      setToken("");
      announce("The access was replaced");
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["audit-sources"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== "") replacement.mutate({ id: source.id, api_token: token.trim() });
  };
  return (
    <Dialog title={`New access to ${source.enterprise_account.name}`} onClose={onClose}>
      <form className={forms.form} onSubmit={submit}>
        <TokenField value={token} isFirst onChange={setToken} />
        <p className={forms.note}>
          It is checked first; until it passes, the old one stays. Then the old one is wiped here. Revoke it at Heroku,
          too, with <code>heroku authorizations:revoke</code>.
          {canConnect && (
            <>
              {" "}
              Or <a href={CONNECT_PATH}>connect with Heroku</a> and choose the same account.
            </>
          )}
        </p>
        <Refusal error={replacement.error} />
        <div className={forms.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={replacement.isPending} disabled={token.trim() === ""}>
            Check and replace
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
