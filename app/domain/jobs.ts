/** What each job carries: ids only, and the resource it belongs to. */
export interface JobPayloads {
  "exchange-grant": { resourceId: string };
  "sync-attachments": { resourceId: string };
  "apply-webhook-events": { resourceId: string };
  "sweep-attachments": Record<string, never>;
  "finish-provisioning": { resourceId: string };
  "watch-provisioning": Record<string, never>;
  "purge-resource": { resourceId: string };
  "sweep-purges": Record<string, never>;
  "release-quarantine": Record<string, never>;
  "respool-frames": Record<string, never>;
  "sweep-overflow": Record<string, never>;
  "prune-control-plane": Record<string, never>;
  "index-old-lines": Record<string, never>;
  "dispatch-audit-polls": Record<string, never>;
  "poll-audit-source": { resourceId: string; sourceId: string };
  "run-audit-job": { resourceId: string; auditJobId: string };
  "purge-audit-source": { resourceId: string; sourceId: string };
  "release-authorization": { resourceId: string; releaseId: string };
  "sweep-releases": Record<string, never>;
  "sweep-archives": Record<string, never>;
  "sync-archives": { resourceId: string; sourceId: string };
  "import-archive": { resourceId: string; archiveId: string };
  "backfill-archives": { resourceId: string; jobId: string };
  "dispatch-alerts": Record<string, never>;
  "judge-alerts": { resourceId: string };
  "deliver-alert": { resourceId: string; eventId: string };
  "end-incident": { resourceId: string; endId: string };
  "dispatch-copies": Record<string, never>;
  "copy-to-bucket": { resourceId: string };
}
export type JobName = keyof JobPayloads;

/** Bull's own option names, spelt out here because the domain does not know the queue's library. */
export interface JobPolicy {
  attempts: number;
  backoff?: { type: "exponential" | "fixed"; delay: number };
  priority?: number;
  removeOnComplete: { age: number };
  removeOnFail: { age: number };
}

/** Finished jobs are kept a while for the operator to read: an hour of good ones, a week of failed ones. */
const kept = { removeOnComplete: { age: 3_600 }, removeOnFail: { age: 7 * 86_400 } };

/**
 * How often and how patiently each job is tried again; the reason beside the number. Bull's exponential waits are
 * 2^n - 1 times the delay: 1, 3, 7, 15, …
 */
export const jobPolicies: Record<JobName, JobPolicy> = {
  // A grant lives five minutes: try at once and often, give up with it (1+3+7+…+127 = 247 s).
  "exchange-grant": { attempts: 8, backoff: { type: "exponential", delay: 1_000 }, priority: 1, ...kept },
  // Heroku may be away for a while; about two hours of trying, then the repeatable safety net takes over.
  "sync-attachments": { attempts: 9, backoff: { type: "exponential", delay: 15_000 }, ...kept },
  // Our own stores only: a failure is an outage of seconds, and the sweep comes by every ten minutes.
  "apply-webhook-events": { attempts: 8, backoff: { type: "exponential", delay: 1_000 }, ...kept },
  // Heroku may be away for hours; its deadline is 12. Twenty-four half-hourly tries cover it.
  "finish-provisioning": { attempts: 24, backoff: { type: "fixed", delay: 30 * 60_000 }, ...kept },
  // Purging is promised within 24 h: every 15 minutes for a day.
  "purge-resource": { attempts: 96, backoff: { type: "fixed", delay: 15 * 60_000 }, ...kept },
  // Repeats by itself; a failed turn is followed by the next one.
  "sweep-attachments": { attempts: 1, ...kept },
  "watch-provisioning": { attempts: 1, ...kept },
  "sweep-purges": { attempts: 1, ...kept },
  "release-quarantine": { attempts: 1, ...kept },
  "respool-frames": { attempts: 1, ...kept },
  "sweep-overflow": { attempts: 1, ...kept },
  "prune-control-plane": { attempts: 1, ...kept },
  "index-old-lines": { attempts: 1, ...kept },
  "dispatch-audit-polls": { attempts: 1, ...kept },
  // The source's next turn is the next try. Sixty an hour for each source: only failures are worth keeping.
  "poll-audit-source": { attempts: 1, ...kept, removeOnComplete: { age: 60 } },
  // Waits while another poll of the source is under way, five minutes at most.
  "run-audit-job": { attempts: 150, backoff: { type: "fixed", delay: 2_000 }, ...kept },
  // Waits for a poll that is under way, and goes on for a day while ClickHouse is away.
  "purge-audit-source": { attempts: 288, backoff: { type: "fixed", delay: 5 * 60_000 }, ...kept },
  // Heroku may be away: six minutes of trying, then the sweep comes by every ten minutes for a day.
  "release-authorization": { attempts: 5, backoff: { type: "exponential", delay: 15_000 }, ...kept },
  "sweep-releases": { attempts: 1, ...kept },
  "sweep-archives": { attempts: 1, ...kept },
  // One call; the sweep comes by every minute until Heroku has answered.
  "sync-archives": { attempts: 1, ...kept },
  // What Heroku's side gets wrong is written down and tried after midnight; tries are for outages of our own stores.
  "import-archive": { attempts: 5, backoff: { type: "exponential", delay: 60_000 }, ...kept },
  // Goes on where it stood: months that are verified are not read again.
  "backfill-archives": { attempts: 5, backoff: { type: "exponential", delay: 60_000 }, ...kept },
  "dispatch-alerts": { attempts: 1, ...kept, removeOnComplete: { age: 60 } },
  // Due again in a minute, whatever becomes of it. Sixty an hour for each resource: only failures are worth keeping.
  "judge-alerts": { attempts: 1, ...kept, removeOnComplete: { age: 60 } },
  // What is tried again, and when, is written with the event.
  "deliver-alert": { attempts: 1, ...kept },
  "end-incident": { attempts: 1, ...kept },
  "dispatch-copies": { attempts: 1, ...kept, removeOnComplete: { age: 60 } },
  // What is tried again, and when, is written with the bucket.
  "copy-to-bucket": { attempts: 1, ...kept },
};
