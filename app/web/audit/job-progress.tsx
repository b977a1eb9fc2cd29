import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { AuditJob } from "../../contract/audit.ts";
import classes from "./audit.module.css";
import { getAuditJob } from "./audit-api.ts";
import { jobWords } from "./audit-words.ts";

const REFRESH_MS = 1500;

const hasEnded = (job: AuditJob | undefined) => job?.status === "done" || job?.status === "failed";

/** One piece of work: how far it is, then what came of it. */
export function JobProgress({ asked }: { asked: AuditJob }) {
  const queryClient = useQueryClient();
  const answer = useQuery({
    queryKey: ["audit-job", asked.id],
    queryFn: ({ signal }) => getAuditJob(asked.id, signal),
    initialData: asked,
    staleTime: 0,
    refetchInterval: ({ state }) => (hasEnded(state.data) || state.error ? false : REFRESH_MS),
  });
  const job = answer.data;
  const isOver = hasEnded(job);
  useEffect(() => {
    if (!isOver) return;
    for (const queryKey of [["audit-sources"], ["audit-archives", asked.source_id], ["changes"]]) {
      void queryClient.invalidateQueries({ queryKey });
    }
  }, [isOver, asked.source_id, queryClient]);
  return (
    <div className={classes.job} data-failed={job.status === "failed" || undefined}>
      <p role="status">{jobWords(job)}</p>
      {!isOver && <progress aria-label={jobWords(job)} max={100} value={job.progress} />}
    </div>
  );
}
