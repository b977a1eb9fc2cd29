import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useAnnounce } from "../shell/announcer.tsx";
import { CopyBlock } from "../shell/copy-block.tsx";
import forms from "../shell/form.module.css";
import classes from "./audit.module.css";
import { addAuditSource } from "./audit-api.ts";
import { Refusal } from "./refusal.tsx";
import { TokenField } from "./token-field.tsx";

/** Opts an account in with a token made at Heroku. The token leaves this page once and never comes back. */
export function TokenForm({ refusal, onDone }: { refusal: string | null; onDone: () => void }) {
  const [account, setAccount] = useState("");
  const [token, setToken] = useState("");
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const addition = useMutation({
    mutationFn: addAuditSource,
    onSuccess: async (source) => {
      setToken("");
      announce(`${source.enterprise_account.name} is being collected`);
      await queryClient.invalidateQueries({ queryKey: ["audit-sources"] });
      onDone();
    },
  });
  const isReady = account.trim() !== "" && token.trim() !== "" && refusal === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) addition.mutate({ enterprise_account: account.trim(), api_token: token.trim() });
  };
  return (
    <form className={`${forms.form} ${classes.token}`} onSubmit={submit} aria-label="Opt in with a token">
      <ol className={classes.steps}>
        <li>
          As a member of the account with the permission <b>manage</b>, make a token:
          <CopyBlock label="Command" text={'heroku authorizations:create --description "Draintrail audit trail"'} />
        </li>
        <li>
          Paste it here. It is checked before anything is saved, kept encrypted, and never shown again. You can revoke
          it at Heroku at any time.
        </li>
      </ol>
      <label className={forms.field}>
        <span>Enterprise account, by name or id</span>
        <input
          className={forms.input}
          required
          maxLength={100}
          value={account}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setAccount(event.target.value)}
        />
      </label>
      <TokenField value={token} onChange={setToken} />
      <Refusal error={addition.error} onAccount={setAccount} />
      <div className={forms.buttons}>
        {refusal !== null && <p className={forms.note}>{refusal}</p>}
        <Button size="xs" type="submit" loading={addition.isPending} disabled={!isReady}>
          Check and collect
        </Button>
      </div>
    </form>
  );
}
