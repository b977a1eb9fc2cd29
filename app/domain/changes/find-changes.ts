import type { Ctx } from "../../context.ts";
import type { ChangeAnswer } from "../../contract/change.ts";
import {
  type ChangePosition,
  type ChangeScope,
  findChanges,
  selectRows,
  type ToldRow,
} from "../../stores/clickhouse/changes/changes.ts";
import { type PagesEnd, readPages } from "../logs/read-pages.ts";
import { toChangeAnswer } from "./change-view.ts";

/** Changes held at a time: a row is one to some KB. */
const PAGE_CHANGES = 1_000;
/** Most resources have some hundreds of changes a week; where they are more, the window shrinks by itself. */
const FIRST_WINDOW_MICROS = 7 * 86_400_000_000;

/** Pages of changes, each change once and whole, in the order of positions. */
export function findChangePages(
  { stores, resourceId }: Ctx,
  scope: ChangeScope,
  page: { order: "asc" | "desc"; limit: number; after: ChangePosition | null; isOutOfTime?: () => boolean },
): AsyncGenerator<ChangeAnswer[], PagesEnd, undefined> {
  return readPages<ChangeAnswer, ChangePosition>({
    range: scope.range,
    pageRows: PAGE_CHANGES,
    firstWindowMicros: FIRST_WINDOW_MICROS,
    ...page,
    async select(step) {
      const inStep = { ...scope, range: step.range };
      const found = await findChanges(stores.clickhouse, resourceId, inStep, { ...step, order: page.order });
      const rows = await selectRows(stores.clickhouse, resourceId, found, scope.signal);
      return found.flatMap((change) => {
        // None when the resource's rows are being purged between the two reads.
        const told = change.ids.map((id) => rows.get(id)).filter((row): row is ToldRow => row !== undefined);
        return told.length === 0 ? [] : [toChangeAnswer(change, told, scope.drains)];
      });
    },
    positionOf: (change) => ({ atMs: Date.parse(change.eventTime), id: change.id }),
    microsOf: ({ atMs }) => atMs * 1_000,
  });
}

/** All of them at once, for limits that fit in memory. */
export async function findChangesUpTo(
  ctx: Ctx,
  scope: ChangeScope,
  page: Parameters<typeof findChangePages>[2],
): Promise<{ changes: ChangeAnswer[]; isComplete: boolean }> {
  const pages = findChangePages(ctx, scope, page);
  const changes: ChangeAnswer[] = [];
  for (;;) {
    const next = await pages.next();
    if (next.done) return { changes, isComplete: next.value.isComplete };
    changes.push(...next.value);
  }
}
