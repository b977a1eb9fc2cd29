import type { Services } from "../../context.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import * as exclusionSets from "../../stores/postgres/exclusion-sets.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import * as redactions from "../../stores/postgres/redactions.ts";
import { compileRedactor, type Redactor } from "../logs/redact/redactor.ts";
import { getPlan } from "../resources/plans.ts";

/** How a frame is to be treated; decided at the door, so that a replay treats it alike. */
export interface Treatment {
  retentionDays: number;
  isOverQuota: boolean;
  /** Which filters hold for it; null: none. */
  exclusionSet: number | null;
  /** Masks what is not to be written anywhere; null: nothing. */
  redactor: Redactor | null;
}

/** How frames of the resource are to be treated now. */
export async function readTreatment(
  { stores, clock }: Pick<Services, "stores" | "clock">,
  resource: { id: string; plan: string },
): Promise<Treatment> {
  const plan = getPlan(resource.plan);
  const [usage, exclusions, redactor] = await Promise.all([
    ledger.usageOfDay(stores.pg, resource.id, ledger.startOfDay(clock.now())),
    exclusionSets.currentOf(stores.pg, resource.id),
    readRedactor(stores.pg, resource.id),
  ]);
  return {
    retentionDays: plan.retentionDays,
    isOverQuota: usage.bytes >= plan.bytesPerDay,
    exclusionSet: exclusions !== null && exclusions.filters.length > 0 ? exclusions.id : null,
    redactor,
  };
}

/** What masks the resource's lines now; null where nothing is to be masked. */
export async function readRedactor(db: Db, resourceId: string): Promise<Redactor | null> {
  const row = await redactions.find(db, resourceId);
  return row === null ? null : compileRedactor(row.rules);
}
