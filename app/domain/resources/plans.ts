/** What a plan gives; the one table behind provisioning, quota, retention and the dashboard. */
export interface Plan {
  id: string;
  name: string;
  /** Bytes of log messages a UTC day before the rest is sampled; nothing is ever blacked out. */
  bytesPerDay: number;
  retentionDays: number;
  /** Days that changes are kept; 0: as long as the resource lives. */
  changeRetentionDays: number;
  hasAuditTrail: boolean;
  /**
   * Provisioned asynchronously: Heroku gets 202, a job hands over config and drain by Heroku's API and then says it is
   * done. For plans that are only of use once Heroku's API answers to us.
   */
  isSlow: boolean;
}

const MB = 1_000_000;
const GB = 1_000_000_000;

/** A year and what a yearly audit takes to look back on it. */
const CHANGE_DAYS = 400;

const PLANS: readonly Plan[] = [
  {
    id: "test",
    name: "Test",
    bytesPerDay: 100 * MB,
    retentionDays: 3,
    changeRetentionDays: CHANGE_DAYS,
    hasAuditTrail: false,
    isSlow: false,
  },
  {
    id: "basic",
    name: "Basic",
    bytesPerDay: 500 * MB,
    retentionDays: 7,
    changeRetentionDays: CHANGE_DAYS,
    hasAuditTrail: false,
    isSlow: false,
  },
  {
    id: "standard",
    name: "Standard",
    bytesPerDay: 5 * GB,
    retentionDays: 14,
    changeRetentionDays: CHANGE_DAYS,
    hasAuditTrail: false,
    isSlow: false,
  },
  {
    id: "premium",
    name: "Premium",
    bytesPerDay: 50 * GB,
    retentionDays: 30,
    changeRetentionDays: CHANGE_DAYS,
    hasAuditTrail: false,
    isSlow: false,
  },
  {
    id: "enterprise",
    name: "Enterprise",
    bytesPerDay: 200 * GB,
    retentionDays: 90,
    changeRetentionDays: 0,
    hasAuditTrail: true,
    isSlow: true,
  },
];

const byId = new Map(PLANS.map((plan) => [plan.id, plan]));

/** @returns null for a plan we do not offer. */
export function findPlan(id: string): Plan | null {
  return byId.get(id) ?? null;
}

/** A resource's plan was checked when it was stored; a missing one is our own fault, so this throws. */
export function getPlan(id: string): Plan {
  const plan = byId.get(id);
  if (!plan) throw new Error(`stored plan ${id} is not in the plan table`);
  return plan;
}

export const planIds = PLANS.map((plan) => plan.id);
