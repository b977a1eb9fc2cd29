import { type Ctx, isAdmin } from "../../context.ts";
import type { AdminsAnswer } from "../../contract/api.ts";
import * as adminLists from "../../stores/postgres/admin-lists.ts";

/** Who may change things in this resource's dashboard. */
export async function readAdmins({ stores, resourceId, actor }: Ctx): Promise<AdminsAnswer> {
  const list = await adminLists.find(stores.pg, resourceId);
  return {
    admins: list?.emails ?? null,
    may_change: isAdmin(actor),
    changed_at: list?.changed_at.toISOString() ?? null,
    changed_by: list?.changed_by ?? null,
  };
}
