import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AuditJob, AuditSource } from "../../contract/audit.ts";
import { useAnnounce } from "../shell/announcer.tsx";
import { useWriteRefusal } from "../shell/use-write-refusal.ts";
import classes from "./audit.module.css";
import { changeAuditSource, startAuditJob } from "./audit-api.ts";
import { backfillMonths } from "./audit-words.ts";
import { Backfill } from "./backfill.tsx";
import { OptOut } from "./opt-out.tsx";
import { Refusal } from "./refusal.tsx";
import { ReplaceAccess } from "./replace-access.tsx";

type Open = "replace" | "backfill" | "opt-out" | null;

/** What can be done about a source. Who may only look sees why instead. */
export function SourceActions({ source, onAsked }: { source: AuditSource; onAsked: (job: AuditJob) => void }) {
  const [open, setOpen] = useState<Open>(null);
  const refusal = useWriteRefusal();
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["audit-sources"] });
  const job = useMutation({
    mutationFn: startAuditJob,
    onSuccess: async (started) => {
      onAsked(started);
      await refresh();
    },
  });
  const change = useMutation({
    mutationFn: changeAuditSource,
    onSuccess: async (changed) => {
      announce(changed.status === "paused" ? "Paused" : "Collecting again");
      await refresh();
    },
  });
  const { id, status } = source;
  const close = () => setOpen(null);
  const button = { size: "compact-sm", variant: "default", disabled: refusal !== null } as const;
  return (
    <>
      <div className={classes.actions}>
        {(status === "active" || status === "revoked") && (
          <>
            <Button {...button} loading={job.isPending} onClick={() => job.mutate({ id, kind: "poll" })}>
              Poll now
            </Button>
            <Button {...button} loading={job.isPending} onClick={() => job.mutate({ id, kind: "validate" })}>
              Check access
            </Button>
          </>
        )}
        {(status === "active" || status === "paused") && (
          <Button
            {...button}
            loading={change.isPending}
            onClick={() => change.mutate({ id, status: status === "active" ? "paused" : "active" })}
          >
            {status === "active" ? "Pause" : "Resume"}
          </Button>
        )}
        {status !== "ended" && (
          <Button {...button} variant={status === "revoked" ? "filled" : "default"} onClick={() => setOpen("replace")}>
            Replace access
          </Button>
        )}
        {status === "active" && backfillMonths(source.archives_from).length > 0 && (
          <Button {...button} onClick={() => setOpen("backfill")}>
            Fetch older archives
          </Button>
        )}
        <Button {...button} onClick={() => setOpen("opt-out")}>
          {status === "ended" ? "Remove what is kept" : "Opt out"}
        </Button>
      </div>
      {refusal !== null && <p className={classes.aside}>{refusal}</p>}
      <Refusal error={job.error ?? change.error} />
      {open === "replace" && <ReplaceAccess source={source} onClose={close} />}
      {open === "backfill" && <Backfill source={source} onAsked={onAsked} onClose={close} />}
      {open === "opt-out" && <OptOut source={source} onClose={close} />}
    </>
  );
}
