import type { Services } from "../../context.ts";
import * as ledger from "../../stores/postgres/ledger.ts";

/** Long after any batch can be replayed: a pending batch that old would have alarmed for two days. */
const BATCHES_KEPT_MS = 2 * 86_400_000;

/** Drops what the control plane keeps only for a while. */
export async function pruneControlPlane({ stores, clock, log }: Services): Promise<void> {
  const batches = await ledger.forgetBatchesBefore(stores.pg, new Date(clock.now().getTime() - BATCHES_KEPT_MS));
  log.info({ batches }, "control plane pruned");
}
