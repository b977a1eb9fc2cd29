import type { Ctx } from "../../context.ts";
import type { ChangeAnswer } from "../../contract/change.ts";
import {
  CHANGE_ROWS_MAX,
  type ChangePage,
  type ChangePosition,
  type ChangeScope,
  countRows,
  type FoundChange,
  findChanges,
  selectRows,
  type ToldRow,
} from "../../stores/clickhouse/changes/changes.ts";
import { unlessTooSlow } from "../../stores/clickhouse/query-limits.ts";
import { type PagesEnd, readPages } from "../logs/read-pages.ts";
import { toChangeAnswer } from "./change-view.ts";

/** Changes held at a time: a row is one to some KB. */
const PAGE_CHANGES = 1_000;
/** Rows that a read puts in order within some tens of milliseconds. */
const READ_ROWS_MAX = 20_000;
/** Of fewer a read costs as much: most of it is ClickHouse making its plan. */
const READ_ROWS_MIN = 1_000;

/** What of the changes of a range, and in which order. */
interface ChangesPage extends ChangePage {
  isOutOfTime?: () => boolean;
}

/** Pages of changes, each change once and whole, in the order of positions. */
export function findChangePages(
  ctx: Ctx,
  scope: ChangeScope,
  page: ChangesPage,
): Promise<AsyncGenerator<ChangeAnswer[], PagesEnd, undefined>> {
  const { clickhouse } = ctx.stores;
  return readChangePages<ChangeAnswer>(ctx, scope, page, {
    async select(inStep, step) {
      return readFound(ctx, scope, await findChanges(clickhouse, ctx.resourceId, inStep, step));
    },
    positionOf: (change) => ({ atMs: Date.parse(change.eventTime), id: change.id }),
  });
}

/** Changes that were found, whole and in their order. */
export async function readFound(
  { stores, resourceId }: Pick<Ctx, "stores" | "resourceId">,
  scope: ChangeScope,
  found: readonly FoundChange[],
): Promise<ChangeAnswer[]> {
  const rowsById = await selectRows(stores.clickhouse, resourceId, found, scope);
  return found.flatMap((change) => {
    // None when the resource's rows are being purged between the two reads.
    const told = change.ids.map((id) => rowsById.get(id)).filter((row): row is ToldRow => row !== undefined);
    return told.length === 0 ? [] : [toChangeAnswer(change, told, scope.drains)];
  });
}

/** Pages of whatever is made of the changes: windows as wide as the number of rows allows. */
export async function readChangePages<T>(
  { stores, resourceId }: Ctx,
  scope: ChangeScope,
  page: ChangesPage,
  of: { select(inStep: ChangeScope, step: ChangePage): Promise<T[]>; positionOf(item: T): ChangePosition },
): Promise<AsyncGenerator<T[], PagesEnd, undefined>> {
  const { fromMicros, toMicros } = scope.range;
  const counted = await unlessTooSlow(countRows(stores.clickhouse, resourceId, scope.range, scope));
  // Most ranges of most resources have none, and to order none costs six times the counting.
  if (counted === 0) return noPages();
  const rows = counted ?? CHANGE_ROWS_MAX;
  return readPages<T, ChangePosition>({
    range: scope.range,
    pageRows: PAGE_CHANGES,
    // All of it at once for most; where there is much, the share that should hold what is asked for.
    firstWindowMicros: Math.ceil((toMicros - fromMicros) * Math.min(1, rowsToRead(page.limit) / Math.max(1, rows))),
    ...page,
    // Whoever shows what was found until then asks for the time itself.
    mayTryAgain: () => page.isOutOfTime !== undefined || scope.time === undefined || scope.time.secondsLeft() > 1,
    select: (step) => of.select({ ...scope, range: step.range }, { ...step, order: page.order }),
    positionOf: of.positionOf,
    microsOf: ({ atMs }) => atMs * 1_000,
  });
}

/** Changes are no rows, and the rows of a range are not spread evenly. */
function rowsToRead(limit: number): number {
  return Math.min(READ_ROWS_MAX, Math.max(READ_ROWS_MIN, 4 * limit));
}

// biome-ignore lint/correctness/useYield: a walk over nothing
async function* noPages(): AsyncGenerator<never, PagesEnd, undefined> {
  return { rows: 0, isComplete: true };
}

/** All of them at once, for limits that fit in memory. */
export async function findChangesUpTo(
  ctx: Ctx,
  scope: ChangeScope,
  page: ChangesPage,
): Promise<{ changes: ChangeAnswer[]; isComplete: boolean }> {
  const { items, isComplete } = await allOf(await findChangePages(ctx, scope, page));
  return { changes: items, isComplete };
}

export async function allOf<T>(
  pages: AsyncGenerator<T[], PagesEnd, undefined>,
): Promise<{ items: T[]; isComplete: boolean }> {
  const items: T[] = [];
  for (;;) {
    const next = await pages.next();
    if (next.done) return { items, isComplete: next.value.isComplete };
    items.push(...next.value);
  }
}
