import { expect } from "vitest";
import type { Stores } from "../../app/context.ts";
import { readBooks } from "../support/books.ts";
import { eventually } from "../support/service.ts";

type Counted = Pick<Stores, "pg" | "clickhouse">;

/** Nothing waits anywhere any more: not in Postgres' overflow, not in the spool. */
export async function untilSettled(stores: Pick<Stores, "pg" | "frames">): Promise<void> {
  await eventually(async () => {
    const spilled = await stores.pg("spilled_frames").count({ count: "*" }).first<{ count: string }>();
    if (Number(spilled?.count) > 0) return false;
    return (await stores.frames.depth()).frames === 0;
  });
}

/**
 * Every acknowledged line is in ClickHouse once and no other line is, and the books agree to the line.
 *
 * @param acknowledged the markers (first word of each line) that senders were told we have
 * @param kill what was killed, for the count printed with PRINT_COUNTS set
 */
export async function expectExactlyOnce(
  stores: Counted,
  resourceId: string,
  acknowledged: ReadonlySet<string>,
  kill: string,
): Promise<void> {
  const rows = await stores.clickhouse.query<{ marker: string; copies: number }>(
    `SELECT splitByChar(' ', message)[1] AS marker, count() AS copies FROM log_lines
     WHERE resource_id = {resource:UUID} AND startsWith(message, 'm=') GROUP BY marker`,
    { resource: resourceId },
  );
  const stored = new Set(rows.map((row) => row.marker));
  const found = {
    stored: rows.reduce((sum, row) => sum + row.copies, 0),
    distinct: stored.size,
    lost: [...acknowledged].filter((marker) => !stored.has(marker)),
    doubled: rows.filter((row) => row.copies > 1).map((row) => row.marker),
  };
  if (process.env.PRINT_COUNTS)
    console.log(
      `COUNT ${kill}: acknowledged ${acknowledged.size}, stored ${found.stored}, lost ${found.lost.length}, doubled ${found.doubled.length}`,
    );
  expect(found).toEqual({ stored: acknowledged.size, distinct: acknowledged.size, lost: [], doubled: [] });

  const [all] = await stores.clickhouse.query<{ lines: number }>(
    "SELECT count() AS lines FROM log_lines WHERE resource_id = {resource:UUID}",
    { resource: resourceId },
  );
  const books = await readBooks({ services: { stores } as never }, resourceId);
  expect(books.received).toBe(books.stored + books.shed + books.rejected);
  expect({ stored: books.stored, shed: books.shed, rejected: books.rejected }).toEqual({
    stored: all?.lines,
    shed: 0,
    rejected: 0,
  });

  // A retry that came through has Logplex's own line in front: of each frame one at most, and each is booked.
  const notices = await stores.clickhouse.query<{ message: string; copies: number }>(
    `SELECT message, count() AS copies FROM log_lines
     WHERE resource_id = {resource:UUID} AND startsWith(message, 'Error L10') GROUP BY message`,
    { resource: resourceId },
  );
  expect(notices.filter(({ copies }) => copies > 1)).toEqual([]);
  expect({ lines: all?.lines, dropped: books.upstream_dropped }).toEqual({
    lines: acknowledged.size + notices.length,
    dropped: notices.length,
  });
}
