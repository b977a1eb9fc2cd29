import type { Ctx } from "../../context.ts";
import type { ManualDrainRotatedAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import { sha256Hex } from "../../lib/secrets.ts";
import * as manualDrains from "../../stores/postgres/manual-drains.ts";
import { lastFrames, newDrainSecret, toManualDrain, withSecret } from "./manual-drain.ts";

/**
 * The old secret is let in this long after a rotation. A 401 makes Logplex drop the frame for good, and between the
 * click here and the new URL in Heroku lie minutes of the customer's time; an hour is generous to them and short for
 * anyone else. Whose secret has leaked rotates twice (only one old secret is kept) or revokes.
 */
const PREVIOUS_SECRET_MS = 3_600_000;

/** Gives a drain a new secret and says its URL, this once. @throws Fault drain.not_found */
export async function rotateManualDrain(ctx: Ctx, input: { id: string }): Promise<ManualDrainRotatedAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  const secret = newDrainSecret();
  const now = clock.now();
  const previousUntil = new Date(now.getTime() + PREVIOUS_SECRET_MS);
  const row = await manualDrains.rotate(stores.pg, resourceId, input.id, {
    secret_hash: sha256Hex(secret),
    at: now,
    previousUntil,
  });
  if (!row) throw new Fault("drain.not_found", { detail: `rotate ${input.id} of ${resourceId}` });
  await stores.notices.resourceChanged(resourceId);
  log.info({ resourceId, drainId: row.id, by: actor.kind }, "manual drain rotated");
  const drain = toManualDrain(row, (await lastFrames(ctx)).get(row.id));
  return { ...withSecret(ctx, drain, secret), previous_secret_valid_until: previousUntil.toISOString() };
}
