import type { ChangePosition } from "../../stores/clickhouse/changes/changes.ts";

/** Opaque to clients: the moment in base 36, a dot, the id of the change. */
export function formatChangeCursor({ atMs, id }: ChangePosition): string {
  return `${atMs.toString(36)}.${id}`;
}

/** @returns null for anything `formatChangeCursor` did not make */
export function parseChangeCursor(cursor: string): ChangePosition | null {
  const [, at, id] = /^([0-9a-z]{1,9})\.(.*)$/s.exec(cursor) ?? [];
  if (at === undefined || id === undefined || !isChangeId(id)) return null;
  return { atMs: Number.parseInt(at, 36), id };
}

/** Could it be the id of a change? Made by `toChangeRow`, or a line's id behind `d-`. */
export function isChangeId(text: string): boolean {
  return /^[awd]-~?[A-Za-z0-9_-]{1,100}$/.test(text);
}
