import { actorName, type Ctx } from "../../context.ts";
import type { AdminsAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as adminLists from "../../stores/postgres/admin-lists.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { mayChange } from "./may-change.ts";
import { readAdmins } from "./read-admins.ts";

/**
 * From the next call on these people may change things, and the others look. Whoever sets it stays among them, so that a slip of
 * the hand locks nobody out; a program with an admin's token needs no address.
 *
 * @param admins e-mail addresses; null: everybody whom Heroku lets in
 * @throws Fault admins.without_you; resource.not_found when the resource ended
 */
export async function changeAdmins(ctx: Ctx, admins: readonly string[] | null): Promise<AdminsAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  const emails = admins && [...new Set(admins.map((email) => email.toLowerCase()))].sort();
  if (actor.kind === "session" && !mayChange({ emails }, actor.email, actor.isEmailVerified))
    throw new Fault("admins.without_you", {
      fill: {
        why: actor.isEmailVerified
          ? `Add ${actor.email}`
          : "Heroku did not vouch for your address, so sign in with one that it does, and add that",
      },
    });
  await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    await adminLists.save(tx, resourceId, { emails, changed_at: clock.now(), changed_by: actorName(actor) });
  });
  log.info({ resourceId, by: actor.kind, admins: emails?.length ?? null }, "admins changed");
  return readAdmins(ctx);
}
