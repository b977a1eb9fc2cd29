export interface AuditTrailRow {
  seed: number;
  /** First UTC day with events, `YYYY-MM-DD`. */
  startsOn: string;
  /** Events of the history end here, ISO 8601; from then on there are streams and real changes. */
  endsAt: string;
  /** On a working day, on average. */
  eventsPerDay: number;
  /** Taken when the trail was made: an app renamed later does not change what is past. */
  cast: AuditCast;
  streams: AuditStreamRow[];
}

export interface AuditCast {
  account: { id: string; name: string };
  /** Colleagues, then people from outside. */
  actors: { id: string; email: string }[];
  outsiders: { id: string; email: string }[];
  apps: {
    app: { id: string; name: string };
    owner: { id: string; email: string };
    team: { id: string; name: string };
  }[];
}

/** A time in which events come at a rate; `until` is null while it lasts. */
export interface AuditStreamRow {
  from: string;
  until: string | null;
  eventsPerMinute: number;
}

/** One audit trail event, in the Platform API's own shape (schema `audit-trail-event`). */
export interface AuditEventRow {
  id: string;
  type: string;
  action: string;
  created_at: string;
  actor: { id: string; email: string } | null;
  app: { id: string; name: string } | null;
  owner: { id: string; email: string } | null;
  team: { id: string; name: string } | null;
  enterprise_account: { id: string; name: string } | null;
  request: { ip_address: string } | null;
  data: Record<string, unknown> | null;
}
