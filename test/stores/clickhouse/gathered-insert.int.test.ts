import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChangeBlock, type ChangeRow } from "../../../app/stores/clickhouse/changes/change-block.ts";
import { gatherChanges } from "../../../app/stores/clickhouse/changes/gather-changes.ts";
import type { ClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { migrateClickHouse } from "../../../migrations/clickhouse.ts";
import { filesOnTheWay } from "../../support/block-files.ts";
import { blockOf, changeRow } from "../../support/changes.ts";
import { waysToClickHouse } from "./ways.ts";

describe.each(Object.entries(waysToClickHouse))("an insert that is gathered, %s,", (_way, open) => {
  let clickhouse: ClickHouse;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const { opened, remove: removeOpened } = await open();
    [clickhouse, remove] = [opened, removeOpened];
    await migrateClickHouse(clickhouse, null);
  });
  afterAll(async () => {
    await clickhouse.close();
    await remove();
  });

  const sentencesOf = async (resourceId: string) =>
    (
      await clickhouse.query<{ sentence: string }>(
        "SELECT sentence FROM heroku_audit_logs WHERE resource_id = {resource:UUID} ORDER BY sentence",
        { resource: resourceId },
      )
    ).map(({ sentence }) => sentence);
  const rowsOf = (resourceId: string, sentences: string[], more: Partial<ChangeRow> = {}) =>
    sentences.map((sentence) => ({ ...changeRow(resourceId, { id: randomUUID() }), sentence, ...more }));

  it("stores all its blocks, at its end and as one part, though their memory was used again", async () => {
    const resourceId = randomUUID();
    const insert = gatherChanges(clickhouse);
    const block = new ChangeBlock();
    for (const sentence of ["a", "b", "c"]) {
      block.clear();
      for (const row of rowsOf(resourceId, [sentence])) block.add(row);
      await insert.write(block);
    }
    expect(await sentencesOf(resourceId)).toEqual([]);
    await insert.finish();
    expect(await sentencesOf(resourceId)).toEqual(["a", "b", "c"]);
    const [stored] = await clickhouse.query<{ parts: number }>(
      "SELECT uniqExact(_part) AS parts FROM heroku_audit_logs WHERE resource_id = {resource:UUID}",
      { resource: resourceId },
    );
    expect(stored).toEqual({ parts: 1 });
    expect(filesOnTheWay()).toEqual([]);
  });

  it("stores blocks of different columns, each with its own", async () => {
    const resourceId = randomUUID();
    const insert = gatherChanges(clickhouse);
    await insert.write(blockOf(rowsOf(resourceId, ["a"])));
    await insert.write(blockOf(rowsOf(resourceId, ["b"], { srcCity: "Lisbon", srcASNumber: 64_496 })));
    await insert.write(blockOf([]));
    await insert.write(blockOf(rowsOf(resourceId, ["c"])));
    await insert.finish();
    const rows = await clickhouse.query(
      "SELECT sentence, srcCity, srcASNumber FROM heroku_audit_logs WHERE resource_id = {resource:UUID} ORDER BY sentence",
      { resource: resourceId },
    );
    expect(rows).toEqual([
      { sentence: "a", srcCity: "", srcASNumber: 0 },
      { sentence: "b", srcCity: "Lisbon", srcASNumber: 64_496 },
      { sentence: "c", srcCity: "", srcASNumber: 0 },
    ]);
  });

  it("stores nothing when it is discarded, and leaves no file behind", async () => {
    const resourceId = randomUUID();
    const insert = gatherChanges(clickhouse);
    await insert.write(blockOf(rowsOf(resourceId, ["a"])));
    expect(filesOnTheWay()).toHaveLength(1);
    await insert.discard();
    await insert.finish();
    expect(await sentencesOf(resourceId)).toEqual([]);
    expect(filesOnTheWay()).toEqual([]);
  });

  it("rejects with the store's own words when it cannot be stored, and leaves no file behind", async () => {
    const insert = await clickhouse.gatherInsert("no_such_table", ["message"]);
    await insert.write([Buffer.from("no block")]);
    await expect(insert.finish()).rejects.toMatchObject({ code: "60" });
    expect(filesOnTheWay()).toEqual([]);
  });
});

it("keeps the files of one store apart from another's of the same process", async () => {
  const [near, far] = await Promise.all([waysToClickHouse["over HTTP"](), waysToClickHouse["over HTTP"]()]);
  try {
    const resourceId = randomUUID();
    await migrateClickHouse(near.opened, null);
    const first = gatherChanges(near.opened);
    await first.write(blockOf([changeRow(resourceId, { id: randomUUID() })]));
    const second = gatherChanges(far.opened);
    await second.write(blockOf([changeRow(resourceId, { id: randomUUID() })]));
    await second.discard();
    await first.finish();
    expect(await near.opened.query("SELECT count() AS rows FROM heroku_audit_logs")).toEqual([{ rows: 1 }]);
  } finally {
    await Promise.all([near, far].map(async ({ opened, remove }) => opened.close().then(remove)));
  }
});
