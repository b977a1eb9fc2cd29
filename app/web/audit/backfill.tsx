import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { AuditJob, AuditSource } from "../../contract/audit.ts";
import { Dialog } from "../shell/dialog.tsx";
import forms from "../shell/form.module.css";
import { startAuditJob } from "./audit-api.ts";
import { backfillMonths } from "./audit-words.ts";
import { Refusal } from "./refusal.tsx";

/** Asks how far back the archives shall be fetched. */
export function Backfill(props: { source: AuditSource; onAsked: (job: AuditJob) => void; onClose: () => void }) {
  const { source, onClose } = props;
  const months = backfillMonths(source.archives_from);
  const [from, setFrom] = useState(months[0]?.value ?? "");
  const queryClient = useQueryClient();
  const backfill = useMutation({
    mutationFn: startAuditJob,
    onSuccess: async (job) => {
      props.onAsked(job);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["audit-sources"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    backfill.mutate({ id: source.id, kind: "backfill", from });
  };
  return (
    <Dialog title={`Older archives of ${source.enterprise_account.name}`} onClose={onClose}>
      <form className={forms.form} onSubmit={submit}>
        <label className={forms.field}>
          <span>From</span>
          <select className={forms.input} data-autofocus value={from} onChange={(event) => setFrom(event.target.value)}>
            {months.map((month) => (
              <option key={month.value} value={month.value}>
                {month.label}
              </option>
            ))}
          </select>
        </label>
        <p className={forms.note}>
          Heroku has an archive for each month since January 2017 in which the account existed. Each is fetched, its
          checksum compared, and its events stored: beside the polling, a few calls a month of events. You may leave
          this page meanwhile.
        </p>
        <Refusal error={backfill.error} />
        <div className={forms.buttons}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={backfill.isPending}>
            Fetch them
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
