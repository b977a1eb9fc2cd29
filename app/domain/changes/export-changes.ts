import type { Ctx } from "../../context.ts";
import type { Attribution, ChangeAnswer } from "../../contract/change.ts";
import type { PagesEnd } from "../logs/read-pages.ts";
import { parseTimeRange } from "../logs/time-range.ts";
import { attributionsFor } from "./attribution.ts";
import { readChangeCursor } from "./change-id.ts";
import { compileChangeQuery } from "./compile-change-query.ts";
import { findChangePages } from "./find-changes.ts";
import type { SearchChangesInput } from "./search-changes.ts";

/** Oldest first. Checks the question before the first byte is sent. @throws Fault query.bad_range, query.bad_cursor */
export async function exportChanges(
  ctx: Ctx,
  input: SearchChangesInput,
): Promise<{ pages: AsyncGenerator<ChangeAnswer[], PagesEnd, undefined>; attribution: Attribution[] }> {
  const range = parseTimeRange(input, ctx.clock.now());
  const after = await readChangeCursor(ctx, input.cursor, { signal: input.signal });
  const { filter, drains } = await compileChangeQuery(ctx, input.query);
  const scope = { range, filter, drains, ...(input.signal ? { signal: input.signal } : {}) };
  return {
    pages: await findChangePages(ctx, scope, { order: "asc", limit: input.limit, after }),
    // Of every database that is open: what the rows will hold is not known yet.
    attribution: attributionsFor(ctx.stores.geoip.names()),
  };
}
