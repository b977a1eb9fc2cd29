import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { type ChangePosition, findChangeTime, type ReadOptions } from "../../stores/clickhouse/changes/changes.ts";

/** Could it be the id of a change? Made by `toChangeRow`, or a line's id behind `d-`. */
export function isChangeId(text: string): boolean {
  return /^[awd]-~?[A-Za-z0-9_-]{1,100}$/.test(text);
}

/** Opaque to clients: the moment in base 36, a dot, the id of the change. */
export function formatChangeCursor({ atMs, id }: ChangePosition): string {
  return `${atMs.toString(36)}.${id}`;
}

/**
 * Where to go on: after a cursor of ours, or after a change by its id, which is what an export ends with.
 *
 * @returns null when there was none
 * @throws Fault query.bad_cursor
 */
export async function readChangeCursor(
  { stores, resourceId }: Ctx,
  cursor: string | null,
  options: ReadOptions,
): Promise<ChangePosition | null> {
  if (cursor === null) return null;
  const [, at, id] = /^([0-9a-z]{1,9})\.(.*)$/s.exec(cursor) ?? [];
  if (at !== undefined && id !== undefined && isChangeId(id)) return { atMs: Number.parseInt(at, 36), id };
  const atMs = isChangeId(cursor) ? await findChangeTime(stores.clickhouse, resourceId, cursor, options) : null;
  if (atMs === null) throw new Fault("query.bad_cursor");
  return { atMs, id: cursor };
}
