import type { Ctx } from "../../context.ts";
import type { Facet, FieldsAnswer } from "../../contract/api.ts";
import { FACET_KEYS_MAX, FACET_LINES_MAX, FACET_VALUES_MAX } from "../../contract/limits.ts";
import {
  type ColumnCount,
  commonestKeys,
  countColumnValues,
  countKeyValues,
  countLines,
  type FacetScope,
} from "../../stores/clickhouse/line-facets.ts";
import { unlessTooSlow } from "../../stores/clickhouse/query-limits.ts";
import { parseBoundedRange } from "./bounded-range.ts";
import { compileQuery } from "./compile-query.ts";
import type { DrainApps } from "./line-view.ts";
import { newestPart } from "./newest-part.ts";
import { ReadBudget } from "./read-budget.ts";

/** The columns under the names by which a query asks for them; a key of `fields` with such a name is left out. */
const COLUMNS = [
  ["kind", "kind"],
  ["level", "level"],
  ["source", "app_name"],
  ["process", "process_id"],
  ["app", "drain_id"],
] as const;

/**
 * What the matching lines have in common: the commonest values of each field, with their counts. Of very many lines a
 * part is read, and the counts are scaled back to all of them. Fields that take too long are left out; where it takes too
 * long to find how many lines match, those of the newest part of the range are looked at (`partial`, `counted_from`).
 *
 * @param linesMax above this many matching lines, sampled; tests choose
 * @throws Fault query.bad_range, query.range_too_wide
 */
export async function readFacets(
  ctx: Ctx,
  input: { query: string; from: string; to: string; signal?: AbortSignal },
  linesMax: number = FACET_LINES_MAX,
): Promise<FieldsAnswer> {
  const { stores, resourceId } = ctx;
  const range = parseBoundedRange(input, ctx.clock.now());
  const { filter, diagnostics, apps } = await compileQuery(ctx, input.query);
  const ofRange = { range, filter, time: new ReadBudget(), ...(input.signal ? { signal: input.signal } : {}) };
  const all = await unlessTooSlow(countLines(stores.clickhouse, resourceId, ofRange));
  const matching = all === null ? { ...ofRange, range: newestPart(range, 1) } : ofRange;
  const lines = all ?? (await countLines(stores.clickhouse, resourceId, matching));
  const every = Math.max(1, Math.ceil(lines / linesMax));
  const scope: FacetScope = { ...matching, every };
  const [columns, keys] = await Promise.all([
    unlessTooSlow(countColumnValues(stores.clickhouse, resourceId, scope, FACET_VALUES_MAX)),
    unlessTooSlow(commonestKeys(stores.clickhouse, resourceId, scope, FACET_KEYS_MAX + COLUMNS.length)),
  ]);
  const own = (keys ?? []).filter((key) => !COLUMNS.some(([name]) => name === key)).slice(0, FACET_KEYS_MAX);
  const values =
    own.length === 0
      ? []
      : await unlessTooSlow(countKeyValues(stores.clickhouse, resourceId, scope, own, FACET_VALUES_MAX));
  return {
    data: [
      ...COLUMNS.map(([name, column]) => facetOf(name, pick(columns ?? [], column), every)).map((facet) =>
        facet.field === "app" ? byAppName(facet, apps) : facet,
      ),
      ...own.map((key) => facetOf(key, pick(values ?? [], key), every)),
    ].filter((facet) => facet.values.length > 0),
    lines,
    sampled: every > 1,
    ...(every > 1 ? { sample_rate: 1 / every } : {}),
    ...(all === null || columns === null || keys === null || values === null ? { partial: true } : {}),
    ...(all === null ? { counted_from: new Date(matching.range.fromMicros / 1000).toISOString() } : {}),
    diagnostics,
  };
}

const pick = (counts: readonly ColumnCount[], field: string) => counts.filter((each) => each.field === field);

function facetOf(field: string, counts: readonly ColumnCount[], every: number): Facet {
  return { field, values: counts.map(({ value, count }) => ({ value, count: count * every })) };
}

/** Several drains may belong to one app; a drain whose app Heroku has not told us yet has no name to ask for. */
function byAppName(facet: Facet, apps: DrainApps): Facet {
  const counts = new Map<string, number>();
  for (const { value, count } of facet.values) {
    const name = apps.get(value)?.name;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const values = [...counts].map(([value, count]) => ({ value, count }));
  return { field: facet.field, values: values.sort((a, b) => b.count - a.count) };
}
