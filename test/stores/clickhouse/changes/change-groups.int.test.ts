import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHANGE_SOURCES } from "../../../../app/contract/change.ts";
import type { ChangeRow } from "../../../../app/stores/clickhouse/changes/change-block.ts";
import { changeFilter } from "../../../../app/stores/clickhouse/changes/change-filter.ts";
import { countChanges, findChanges, insertChanges } from "../../../../app/stores/clickhouse/changes/changes.ts";
import { type ClickHouse, openEmbeddedClickHouse } from "../../../../app/stores/clickhouse/connection.ts";
import { migrateClickHouse } from "../../../../migrations/clickhouse.ts";
import { blockOf, changeRow } from "../../../support/changes.ts";
import { makeTempDir } from "../../../support/stores.ts";

let clickhouse: ClickHouse;
let remove: () => Promise<void>;
beforeAll(async () => {
  const temp = await makeTempDir("change-groups");
  remove = temp.remove;
  clickhouse = await openEmbeddedClickHouse(temp.dir);
  await migrateClickHouse(clickhouse, null);
});
afterAll(async () => {
  await clickhouse.close();
  await remove();
});

const T0 = Date.parse("2026-03-04T09:00:00Z");
const scopeOf = (from: number, to: number) => ({
  range: { fromMicros: from * 1_000, toMicros: to * 1_000 },
  filter: changeFilter(null),
  drains: [],
});

interface Telling {
  source: (typeof CHANGE_SOURCES)[number];
  ms: number;
  name: string;
  actor: string;
  app: string;
  receivedAfterMs: number;
}

const telling: fc.Arbitrary<Telling> = fc.record({
  source: fc.constantFrom(...CHANGE_SOURCES),
  ms: fc.integer({ min: 0, max: 60_000 }),
  name: fc.constantFrom("A", "A", "B", ""),
  actor: fc.constantFrom("dana@example.com", "DANA@example.com", "eve@example.com", ""),
  app: fc.constantFrom("a1", "a2"),
  receivedAfterMs: fc.integer({ min: 0, max: 100_000 }),
});

function rowOf(
  resourceId: string,
  { source, ms, name, actor, app, receivedAfterMs }: Telling,
  index: number,
): ChangeRow {
  return {
    ...changeRow(resourceId, {
      created_at: new Date(T0 + ms).toISOString(),
      data: { config_vars: name === "" ? [] : [name] },
      actor: actor === "" ? null : { email: actor },
      app: { id: app, name: app },
    }),
    id: `${source[0]}-${index}`,
    tags: { source },
    receivedAt: T0 + receivedAfterMs,
  };
}

describe("whatever sources tell, in whatever order", () => {
  it("every row is in exactly one change, and no change has two rows of one source, two apps, names or people", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(telling, { minLength: 1, maxLength: 14 }), async (tellings) => {
        const resourceId = randomUUID();
        const rows = tellings.map((each, index) => rowOf(resourceId, each, index));
        await insertChanges(clickhouse, blockOf(rows));
        const page = { order: "asc", limit: 100, after: null } as const;
        const found = await findChanges(clickhouse, resourceId, scopeOf(T0, T0 + 60_001), page);
        expect(found.flatMap(({ ids }) => ids).sort()).toEqual(rows.map(({ id }) => id).sort());
        for (const { id, atMs, ids } of found) {
          const members = ids.map((each) => rows.find((row) => row.id === each) as ChangeRow);
          const distinct = (values: string[]) => new Set(values.filter((value) => value !== "")).size;
          expect(distinct(members.map((row) => row.tags.source as string))).toBe(members.length);
          expect(distinct(members.map((row) => row.herokuAppId))).toBe(1);
          // Names and people are told apart where every source of the run says them.
          if (rows.every((row) => row.subject !== "")) expect(distinct(members.map((row) => row.subject))).toBe(1);
          if (rows.every((row) => row.herokuActorEmail !== ""))
            expect(distinct(members.map((row) => row.herokuActorEmail.toLowerCase()))).toBe(1);
          // Id and place are those of whoever was received first.
          const first = [...members].sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1))[0];
          expect({ id, atMs }).toEqual({ id: first?.id, atMs: first?.eventTime });
        }
        const counts = await countChanges(clickhouse, resourceId, scopeOf(T0, T0 + 60_001), 86_400);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(found.length);
      }),
      { numRuns: 60 },
    );
  });

  it("changes told by three complete sources are as many as were made, however dense", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ ms: fc.integer({ min: 0, max: 50_000 }), name: fc.constantFrom("A", "B", "C") }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (made) => {
          const resourceId = randomUUID();
          const rows = made.flatMap(({ ms, name }, index) =>
            CHANGE_SOURCES.map((source, late) =>
              rowOf(
                resourceId,
                { source, ms: ms + late * 300, name, actor: "dana@example.com", app: "a1", receivedAfterMs: late },
                index,
              ),
            ),
          );
          await insertChanges(clickhouse, blockOf(rows));
          const page = { order: "asc", limit: 100, after: null } as const;
          const found = await findChanges(clickhouse, resourceId, scopeOf(T0, T0 + 60_000), page);
          expect(found.map(({ ids }) => ids.length)).toEqual(made.map(() => 3));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("a change whose rows stand on both sides of a range's edge is in one of the two ranges, whole", async () => {
    const resourceId = randomUUID();
    const base = { name: "A", actor: "dana@example.com", app: "a1" };
    const rows = [
      rowOf(resourceId, { ...base, source: "drain", ms: 10_000, receivedAfterMs: 0 }, 0),
      rowOf(resourceId, { ...base, source: "webhook", ms: 8_000, receivedAfterMs: 1 }, 1),
      rowOf(resourceId, { ...base, source: "audit-trail", ms: 11_000, receivedAfterMs: 2 }, 2),
    ];
    await insertChanges(clickhouse, blockOf(rows));
    const page = { order: "desc", limit: 100, after: null } as const;
    for (const edge of [8_500, 10_000, 10_500]) {
      const before = await findChanges(clickhouse, resourceId, scopeOf(T0, T0 + edge), page);
      const after = await findChanges(clickhouse, resourceId, scopeOf(T0 + edge, T0 + 60_000), page);
      expect([...before, ...after].map(({ ids }) => ids.length)).toEqual([3]);
    }
  });
});
