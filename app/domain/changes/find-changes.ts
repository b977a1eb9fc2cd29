import type { Ctx } from "../../context.ts";
import type { ChangeAnswer } from "../../contract/change.ts";
import {
  CHANGE_ROWS_MAX,
  type ChangePosition,
  type ChangeScope,
  countRows,
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
const READ_ROWS = 20_000;

/** Pages of changes, each change once and whole, in the order of positions. */
export async function findChangePages(
  { stores, resourceId }: Ctx,
  scope: ChangeScope,
  page: { order: "asc" | "desc"; limit: number; after: ChangePosition | null; isOutOfTime?: () => boolean },
): Promise<AsyncGenerator<ChangeAnswer[], PagesEnd, undefined>> {
  const { fromMicros, toMicros } = scope.range;
  const counted = await unlessTooSlow(countRows(stores.clickhouse, resourceId, scope.range, scope.signal));
  // Most ranges of most resources have none, and to order none costs six times the counting.
  if (counted === 0) return noPages();
  const rows = counted ?? CHANGE_ROWS_MAX;
  return readPages<ChangeAnswer, ChangePosition>({
    range: scope.range,
    pageRows: PAGE_CHANGES,
    // All of it at once for most; a share of it where there is much.
    firstWindowMicros: Math.ceil((toMicros - fromMicros) * Math.min(1, READ_ROWS / Math.max(1, rows))),
    ...page,
    async select(step) {
      const inStep = { ...scope, range: step.range };
      const found = await findChanges(stores.clickhouse, resourceId, inStep, { ...step, order: page.order });
      const rowsById = await selectRows(stores.clickhouse, resourceId, found, scope.signal);
      return found.flatMap((change) => {
        // None when the resource's rows are being purged between the two reads.
        const told = change.ids.map((id) => rowsById.get(id)).filter((row): row is ToldRow => row !== undefined);
        return told.length === 0 ? [] : [toChangeAnswer(change, told, scope.drains)];
      });
    },
    positionOf: (change) => ({ atMs: Date.parse(change.eventTime), id: change.id }),
    microsOf: ({ atMs }) => atMs * 1_000,
  });
}

// biome-ignore lint/correctness/useYield: a walk over nothing
async function* noPages(): AsyncGenerator<never, PagesEnd, undefined> {
  return { rows: 0, isComplete: true };
}

/** All of them at once, for limits that fit in memory. */
export async function findChangesUpTo(
  ctx: Ctx,
  scope: ChangeScope,
  page: Parameters<typeof findChangePages>[2],
): Promise<{ changes: ChangeAnswer[]; isComplete: boolean }> {
  const pages = await findChangePages(ctx, scope, page);
  const changes: ChangeAnswer[] = [];
  for (;;) {
    const next = await pages.next();
    if (next.done) return { changes, isComplete: next.value.isComplete };
    changes.push(...next.value);
  }
}
