import type { Ctx } from "../../context.ts";
import type { ExclusionsAnswer } from "../../contract/api.ts";
import * as exclusions from "../../stores/postgres/exclusions.ts";
import { toExclusions } from "./exclusion-view.ts";

/** The resource's filters, and what they kept out. */
export async function listExclusions(ctx: Ctx): Promise<ExclusionsAnswer> {
  return { data: await toExclusions(ctx, await exclusions.listOfResource(ctx.stores.pg, ctx.resourceId)) };
}
