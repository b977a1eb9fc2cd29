import type { Ctx } from "../../context.ts";
import type { VisitsAnswer } from "../../contract/api.ts";
import * as visits from "../../stores/postgres/visits.ts";

/** Months of a team that looks every day; who needs all of it has a log of their own. */
const VISITS_SHOWN = 100;

/** Who opened this resource's dashboard, newest first. */
export async function listVisits({ stores, resourceId }: Ctx): Promise<VisitsAnswer> {
  const rows = await visits.listNewest(stores.pg, resourceId, VISITS_SHOWN);
  return {
    data: rows.map((row) => ({
      at: row.at.toISOString(),
      email: row.email,
      is_email_verified: row.is_email_verified,
      user_id: row.user_id,
      opened: row.opened,
      app: row.app_name,
    })),
  };
}
