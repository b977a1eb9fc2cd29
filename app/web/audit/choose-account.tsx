import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { AuditAccountsAnswer, AuditSource } from "../../contract/audit.ts";
import { problemOf } from "../lib/problem.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import forms from "../shell/form.module.css";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import sheet from "../shell/sheet.module.css";
import { addAuditSource, changeAuditSource, getAuditAccounts } from "./audit-api.ts";
import { Refusal } from "./refusal.tsx";
import { WiderScope } from "./wider-scope.tsx";

type Account = AuditAccountsAnswer["data"][number];

/** After "Connect with Heroku": which of the accounts it sees is meant. Nothing is collected before this is answered. */
export function ChooseAccount(props: { connection: string; sources: readonly AuditSource[]; onDone: () => void }) {
  const { connection } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const accounts = useQuery({
    queryKey: ["audit-accounts", connection],
    queryFn: ({ signal }) => getAuditAccounts(connection, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const choice = useMutation({
    mutationFn: (account: Account) => {
      const known = props.sources.find((source) => source.enterprise_account.id === account.id);
      return known && known.status !== "ended"
        ? changeAuditSource({ id: known.id, connection_id: connection })
        : addAuditSource({ enterprise_account: account.id, connection_id: connection });
    },
    onSuccess: async (source) => {
      announce(`${source.enterprise_account.name} is being collected`);
      await queryClient.invalidateQueries({ queryKey: ["audit-sources"] });
      props.onDone();
    },
  });
  const usable = accounts.data?.data.filter((account) => account.has_manage) ?? [];
  const account = usable.find((each) => each.id === chosen) ?? (usable.length === 1 ? usable[0] : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (account) choice.mutate(account);
  };
  return (
    <section className={sheet.section} aria-labelledby="choose-account">
      <h2 className={sheet.heading} id="choose-account">
        Which account?
      </h2>
      {accounts.isError ? (
        problemOf(accounts.error).status === 404 ? (
          <p className={sheet.advice} role="alert">
            This connection has been waiting for more than an hour and was dropped. Connect again.
          </p>
        ) : (
          <ProblemNotice error={accounts.error} onRetry={() => void accounts.refetch()} />
        )
      ) : !accounts.data ? (
        <p className={sheet.lead} role="status">
          Asking Heroku which accounts you are a member of …
        </p>
      ) : (
        <form onSubmit={submit}>
          {accounts.data.data.length === 0 ? (
            <p className={sheet.advice}>
              Heroku says that you are a member of no Enterprise account. Connect as a user who is one.
            </p>
          ) : (
            <fieldset className={forms.choices}>
              <legend className="visually-hidden">Enterprise account</legend>
              {accounts.data.data.map((each) => (
                <label key={each.id} className={forms.check}>
                  <input
                    type="radio"
                    name="account"
                    value={each.id}
                    disabled={!each.has_manage}
                    checked={account?.id === each.id}
                    onChange={() => setChosen(each.id)}
                  />
                  <span>{each.name}</span>
                  <span className={forms.hint}>{accountWords(each)}</span>
                </label>
              ))}
            </fieldset>
          )}
          <Refusal error={choice.error} />
          <WiderScope error={choice.error} />
          <div className={forms.buttons}>
            <Button size="xs" variant="default" onClick={props.onDone}>
              Not now
            </Button>
            <Button size="xs" type="submit" loading={choice.isPending} disabled={!account}>
              {account?.is_added ? "Use this access" : "Collect its audit trail"}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}

function accountWords(account: Account): string {
  const permissions = account.permissions.length === 0 ? "none" : account.permissions.join(", ");
  if (!account.has_manage) return `Not possible: the permission “manage” is needed, you have ${permissions}.`;
  return account.is_added
    ? "Collected already: the new access takes the place of the old one."
    : `You have ${permissions}.`;
}
