import type { Ctx } from "../../context.ts";
import type { ChangeDetailAnswer } from "../../contract/change.ts";
import { Fault } from "../../errors.ts";
import { CHANGE_MS_MAX } from "../../stores/clickhouse/changes/change-groups.ts";
import { findChanges, findChangeTime, selectRows, type ToldRow } from "../../stores/clickhouse/changes/changes.ts";
import { ReadBudget } from "../logs/read-budget.ts";
import { attributionsOf } from "./attribution.ts";
import { isChangeId } from "./change-id.ts";
import { rankTold, toChangeAnswer, toToldAnswer } from "./change-view.ts";
import { compileChangeQuery } from "./compile-change-query.ts";

/** Changes of one run that are looked through for the one that has the id; a run longer than this is a script's. */
const NEIGHBOURS_MAX = 10_000;

/**
 * One change, by its own id or by that of any row it is made of: the id of a row stays good when the change got another.
 *
 * @throws Fault change.not_found, also for another resource's
 */
export async function readChange(ctx: Ctx, input: { id: string; signal?: AbortSignal }): Promise<ChangeDetailAnswer> {
  const { stores, resourceId } = ctx;
  const options = { time: new ReadBudget(), signal: input.signal };
  const atMs = isChangeId(input.id) ? await findChangeTime(stores.clickhouse, resourceId, input.id, options) : null;
  if (atMs === null) throw new Fault("change.not_found");
  const { filter, drains } = await compileChangeQuery(ctx, "");
  const range = { fromMicros: (atMs - CHANGE_MS_MAX) * 1_000, toMicros: (atMs + CHANGE_MS_MAX) * 1_000 };
  const page = { order: "asc", limit: NEIGHBOURS_MAX, after: null } as const;
  const near = await findChanges(stores.clickhouse, resourceId, { range, filter, drains, ...options }, page);
  const found = near.find(({ ids }) => ids.includes(input.id));
  const rows = found ? await selectRows(stores.clickhouse, resourceId, [found], options) : new Map<string, ToldRow>();
  if (!found || rows.size === 0) throw new Fault("change.not_found");
  const told = rankTold([...rows.values()]);
  const change = toChangeAnswer(found, told, drains);
  return { change, told_by: told.map((row) => toToldAnswer(row, drains)), attribution: attributionsOf([change]) };
}
