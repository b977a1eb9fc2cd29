import type { Ctx } from "../../context.ts";
import type { ManualDrainSecretAnswer } from "../../contract/api.ts";
import { MANUAL_DRAINS_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import { sha256Hex } from "../../lib/secrets.ts";
import * as manualDrains from "../../stores/postgres/manual-drains.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { newDrainSecret, toManualDrain, withSecret } from "./manual-drain.ts";

/**
 * Makes a drain and says its URL, this once. The resource's row is locked meanwhile: a deprovision that runs at the
 * same time revokes this drain too, and two calls cannot both be the fiftieth.
 *
 * @throws Fault drain.too_many; resource.not_found when the resource ended meanwhile
 */
export async function createManualDrain(
  ctx: Ctx,
  input: { name: string; isPinning: boolean },
): Promise<ManualDrainSecretAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  const secret = newDrainSecret();
  const row = await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    if ((await manualDrains.countLiving(tx, resourceId)) >= MANUAL_DRAINS_MAX)
      throw new Fault("drain.too_many", { fill: { max: String(MANUAL_DRAINS_MAX) } });
    return manualDrains.insert(tx, resourceId, {
      name: input.name,
      secret_hash: sha256Hex(secret),
      is_pinning: input.isPinning,
      created_at: clock.now(),
    });
  });
  log.info({ resourceId, drainId: row.id, by: actor.kind, isPinning: row.is_pinning }, "manual drain created");
  return withSecret(ctx, toManualDrain(row, undefined), secret);
}
