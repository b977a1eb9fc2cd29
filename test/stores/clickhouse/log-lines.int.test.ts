import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsers } from "../../../app/domain/logs/parsers/index.ts";
import { readFrame } from "../../../app/domain/logs/read-frame.ts";
import { FieldList } from "../../../app/lib/field-list.ts";
import type { ClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { LineBlock, type LineContent, type LineOrigin } from "../../../app/stores/clickhouse/line-block.ts";
import * as logLines from "../../../app/stores/clickhouse/log-lines.ts";
import { migrateClickHouse } from "../../../migrations/clickhouse.ts";
import { waysToClickHouse } from "./ways.ts";

let clickhouse: ClickHouse;

const T0 = Date.parse("2026-03-04T09:15:02.118Z");
const everything = { sql: "1", params: {} };
const range = { fromMicros: (T0 - 60_000) * 1000, toMicros: (T0 + 3_600_000) * 1000 };

type TestLine = LineContent & LineOrigin & { lineIndex: number };

function line(resourceId: string, index: number, changes: Partial<TestLine> = {}): TestLine {
  return {
    resourceId,
    drainId: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60",
    timestampMicros: T0 * 1000 + 437,
    receivedAtMs: T0 + 20,
    frameSeq: 7,
    lineIndex: index,
    kind: "app",
    level: "info",
    messageLen: 42,
    priority: 190,
    version: "1",
    hostName: "host",
    appName: "app",
    processId: "web.1",
    messageId: "-",
    message: `line ${index}`,
    fields: new FieldList(),
    retentionDays: 3000,
    ...changes,
  };
}
const page = { range, filter: everything, order: "desc" as const, limit: 100, after: null };

async function insert(lines: readonly TestLine[], token: string): Promise<LineBlock> {
  const block = new LineBlock();
  for (const each of lines) block.add(each, each, each.lineIndex);
  await logLines.insertLines(clickhouse, block.encode(), token);
  return block;
}

describe.each(Object.entries(waysToClickHouse))("log_lines, ClickHouse %s", (_way, open) => {
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

  it("answers a ping, and names a statement's fault by ClickHouse's own code", async () => {
    await clickhouse.ping();
    await expect(clickhouse.query("SELECT x FROM no_such_table")).rejects.toMatchObject({
      code: "60",
      type: "UNKNOWN_TABLE",
    });
    await expect(clickhouse.insertBlock("log_lines", ["message"], [Buffer.from("no block")], "t")).rejects.toThrow();
  });

  it("binds values of every kind without reading them as SQL", async () => {
    const text = "it's\n\t\\ {x:UInt8} ✓";
    const [row] = await clickhouse.query<Record<string, unknown>>(
      "SELECT {text:String} AS text, {list:Array(String)} AS list, {number:Int64} AS number",
      { text, list: [text, ""], number: -5 },
    );
    expect(row).toEqual({ text, list: [text, ""], number: -5 });
  });

  it("tells that a batch's rows are missing although its token is known: what a crash inside an insert leaves", async () => {
    const lines = [line(randomUUID(), 0, { receivedAtMs: T0 + 5 })];
    const token = randomUUID();
    const block = await insert(lines, token);
    expect(await logLines.isStored(clickhouse, block.encode())).toBe(true);
    await logLines.deleteLinesOfResource(clickhouse, lines[0]?.resourceId ?? "");
    await insert(lines, token);
    expect(await logLines.isStored(clickhouse, block.encode())).toBe(false);
  });

  it.each([
    [3, 1],
    [300, 1],
    [70_000, 100],
  ])("keeps %i different names and field names of one block apart, of %i resources", async (different, resources) => {
    const resourceIds = Array.from({ length: resources }, () => randomUUID());
    const processes = Math.ceil(different / 2); // each twice
    const lines = Array.from({ length: different }, (_, i) =>
      line(resourceIds[i % resources] as string, i, {
        processId: `web.${i % processes} ✓`,
        fields: FieldList.of({ [`name ${i}`]: `${i}`, shared: "" }),
      }),
    );
    await insert(lines, randomUUID());
    const [counted] = await clickhouse.query<Record<string, number>>(
      `SELECT count() AS rows, uniqExact(process_id) AS names,
         countIf(process_id = concat('web.', toString(line_index % {processes:UInt32}), ' ✓')) AS right_names,
         countIf(fields = map(concat('name ', toString(line_index)), toString(line_index), 'shared', '')) AS right_fields
       FROM log_lines WHERE resource_id IN ({resources:Array(UUID)})`,
      { resources: resourceIds, processes },
    );
    expect(counted).toEqual({
      rows: different,
      names: processes,
      right_names: different,
      right_fields: different,
    });
  });

  it("keeps fields of any names, but for a resource's many lists of names longer than their messages; the lines stay whole", async () => {
    const [loud, quiet] = [randomUUID(), randomUUID()];
    const nested = "a".repeat(180);
    const long = (resourceId: string, index: number, name: string) =>
      line(resourceId, index, {
        message: `${name}=1`,
        fields: FieldList.of({ status: "200", [`${nested}.${name}`]: "1", [`${nested}.more`]: "2" }),
      });
    const short = (resourceId: string, index: number, name: string) =>
      line(resourceId, index, {
        message: `status=200 ${name}=1`,
        fields: FieldList.of({ status: "200", [name]: "1" }),
      });
    const bytesOfList = `\nstatus\n${nested}.loud_1000\n${nested}.more\n`.length;
    const kept = Math.floor((256 * 1024) / bytesOfList);
    const lines = [
      ...Array.from({ length: kept + 100 }, (_, i) => long(loud, i, `loud_${1000 + i}`)),
      ...Array.from({ length: 20 }, (_, i) => long(quiet, i, `loud_${5000 + i}`)),
      ...Array.from({ length: 50 }, (_, i) => long(loud, 2_000 + i, `loud_${1000 + i}`)), // lists that are there already
      ...Array.from({ length: 2_000 }, (_, i) => short(loud, 3_000 + i, `short_${i}`)),
    ];
    const encoded = (await insert(lines, randomUUID())).encode();
    expect(encoded.fieldsLeftOut).toBe(3 * 100);
    const rows = await clickhouse.query(
      `SELECT resource_id = {loud:UUID} AS is_loud, count() AS rows, countIf(fields['status'] = '200') AS statuses,
         countIf(key_status = '200') AS columns, countIf(message != '' AND length(fields) > 1) AS named
       FROM log_lines WHERE resource_id IN ({loud:UUID}, {quiet:UUID}) GROUP BY is_loud ORDER BY is_loud`,
      { loud, quiet },
    );
    const ofLoud = kept + 50 + 2_000;
    expect(rows).toEqual([
      { is_loud: 0, rows: 20, statuses: 20, columns: 20, named: 20 },
      { is_loud: 1, rows: ofLoud + 100, statuses: ofLoud, columns: ofLoud, named: ofLoud },
    ]);
  });

  it("keeps fields of 4,096 different lists of names of one resource, and of each of them again; another's are its own", async () => {
    const [loud, quiet] = [randomUUID(), randomUUID()];
    const named = (resourceId: string, index: number, name: number) =>
      line(resourceId, index, { message: `name_${name}=1`, fields: FieldList.of({ [`name_${name}`]: "1" }) });
    const lines = [
      ...Array.from({ length: 4_096 + 50 }, (_, i) => named(loud, i, i)),
      named(loud, 5_000, 4_095),
      named(quiet, 0, 9_000),
    ];
    const encoded = (await insert(lines, randomUUID())).encode();
    expect(encoded.fieldsLeftOut).toBe(50);
    const rows = await clickhouse.query(
      `SELECT resource_id = {loud:UUID} AS is_loud, count() AS rows, countIf(length(fields) = 1) AS named
       FROM log_lines WHERE resource_id IN ({loud:UUID}, {quiet:UUID}) GROUP BY is_loud ORDER BY is_loud`,
      { loud, quiet },
    );
    expect(rows).toEqual([
      { is_loud: 0, rows: 1, named: 1 },
      { is_loud: 1, rows: 4_096 + 51, named: 4_097 },
    ]);
  });

  it("gives back the fields that a parser found, whatever their values are written in", async () => {
    const value = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.constantFrom("", "é", "😀 x", 'a "b" \\n', "a\nb"),
    );
    const name = fc.stringMatching(/^[a-zé][a-z._é]{0,8}$/);
    const pairs = fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 8 });
    const message = fc.oneof(
      pairs.map((list) => JSON.stringify(Object.fromEntries(list))),
      pairs.map((list) =>
        JSON.stringify({ prefix: "ü", list: list.map(([, each]) => each), deep: Object.fromEntries(list) }),
      ),
      pairs.map((list) => list.map(([key, each]) => `${key}=${JSON.stringify(each)}`).join(" ")),
      pairs.map((list) => `x ✓ ${list.map(([key, each]) => `${key}=${each}`).join("  ")}`),
    );
    const resourceId = randomUUID();
    const messages = fc.sample(message, 2_000).map((text) => Buffer.from(text).toString());
    const found = messages.map((text) => parsers.app.parse(text, { appName: "app", processId: "web.1" })?.fields);
    const lines = messages.map((text, i) =>
      line(resourceId, i, { message: text, fields: found[i] ?? new FieldList(text) }),
    );
    await insert(lines, randomUUID());
    const rows = await clickhouse.query<{ line_index: number; message: string; fields: Record<string, string> }>(
      "SELECT line_index, message, fields FROM log_lines WHERE resource_id = {resourceId:UUID} ORDER BY line_index",
      { resourceId },
    );
    expect(found.filter((each) => each !== undefined).length).toBeGreaterThan(1_000);
    expect(rows).toEqual(
      messages.map((text, i) => ({ line_index: i, message: text, fields: { ...found[i]?.toRecord() } })),
    );
  });

  it("keeps the fields of lines that have the same names in any order, and the names once", async () => {
    const resourceId = randomUUID();
    const pairs = ["status=503", "at=error", 'msg="a \\"b\\" é"', "who=zoë", "ms=41", "empty=", "job=4711"];
    const permuted = fc.sample(fc.shuffledSubarray(pairs, { minLength: pairs.length }), 6_000);
    const texts = new Set(permuted.map((each) => each.join(" ")));
    expect(texts.size).toBeGreaterThan(3_000);
    const messages = [...texts].map((text) => `<190>1 2026-03-04T09:15:02.118000+00:00 host app web.1 - ${text}\n`);
    const body = Buffer.from(messages.map((each) => `${Buffer.byteLength(each)} ${each}`).join(""));
    const { lines } = readFrame(body, { receivedAtMs: T0 });
    const block = new LineBlock();
    const origin: LineOrigin = line(resourceId, 0);
    for (const [i, each] of lines.entries()) block.add(each, origin, i);
    const encoded = block.encode();
    expect(encoded.fieldsLeftOut).toBe(0);
    await logLines.insertLines(clickhouse, encoded, randomUUID());
    const rows = await clickhouse.query<{ fields: Record<string, string>; status: string; names: string }>(
      "SELECT fields, key_status AS status, field_names AS names FROM log_lines WHERE resource_id = {resourceId:UUID}",
      { resourceId },
    );
    const fields = { status: "503", at: "error", msg: 'a "b" é', who: "zoë", ms: "41", empty: "", job: "4711" };
    expect(rows).toHaveLength(texts.size);
    expect(rows.filter((row) => row.status !== "503" || !isDeepStrictEqual(row.fields, fields))).toEqual([]);
    expect(new Set(rows.map(({ names }) => names)).size).toBe(1);
  });

  it("keeps names apart that are looked up in one place, and the empty one", async () => {
    const resourceId = randomUUID();
    // `am` and `bb` fall together, as do `xam` and `xbb` (name-lists.ts).
    const records = fc.sample(
      fc.shuffledSubarray(["am", "bb", "", "xam", "xbb"]).map((names) => names.map((name) => [name, `of ${name}`])),
      200,
    );
    const fieldsOf = (pairs: string[][]) => {
      const fields = new FieldList();
      for (const [name, value] of pairs) fields.add(name as string, value as string);
      return fields;
    };
    await insert(
      records.map((pairs, i) => line(resourceId, i, { fields: fieldsOf(pairs) })),
      randomUUID(),
    );
    const rows = await clickhouse.query<{ fields: Record<string, string> }>(
      "SELECT fields FROM log_lines WHERE resource_id = {resourceId:UUID} ORDER BY line_index",
      { resourceId },
    );
    expect(rows.map(({ fields }) => fields)).toEqual(records.map((pairs) => Object.fromEntries(pairs)));
  });

  it("keeps the last value of a name that a line has twice", async () => {
    const resourceId = randomUUID();
    const twice = new FieldList();
    for (const [name, value] of [
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
      ["b", "4"],
      ["c", "5"],
    ] as const)
      twice.add(name, value);
    const lines = [line(resourceId, 0), line(resourceId, 1, { fields: twice }), line(resourceId, 2)];
    await insert(lines, randomUUID());
    expect(await logLines.selectLines(clickhouse, resourceId, page)).toMatchObject([
      { line_index: 2, fields: {} },
      { line_index: 1, fields: { a: "3", b: "4", c: "5" } },
      { line_index: 0, fields: {} },
    ]);
  });

  it("builds a new block in the memory of a stored one", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const block = await insert([line(first, 0, { fields: FieldList.of({ a: "1" }) }), line(first, 1)], randomUUID());
    block.clear();
    expect(block.encode()).toMatchObject({ rows: 0, firsts: [] });
    block.add(line(second, 2, { processId: "web.9", fields: FieldList.of({ b: "2" }) }), line(second, 2), 2);
    await logLines.insertLines(clickhouse, block.encode(), randomUUID());
    expect(await logLines.selectLines(clickhouse, second, page)).toMatchObject([
      { line_index: 2, process_id: "web.9", fields: { b: "2" }, message: "line 2" },
    ]);
    expect(await logLines.selectLines(clickhouse, first, page)).toHaveLength(2);
  });

  it("gives back every column exactly, whatever bytes the message holds", async () => {
    const resourceId = randomUUID();
    const hostile = 'a\n\nDROP TABLE log_lines;\n\' \\ \t \u0000 ✓ {"x":1}';
    await insert(
      [
        line(resourceId, 0, {
          message: hostile,
          fields: FieldList.of({ "a.b": hostile, __proto__x: "1", "": "empty key" }),
          level: "error",
        }),
      ],
      randomUUID(),
    );
    const [row] = await logLines.selectLines(clickhouse, resourceId, page);
    expect(row).toMatchObject({
      message: hostile,
      fields: { "a.b": hostile, __proto__x: "1", "": "empty key" },
      timestamp_micros: T0 * 1000 + 437,
      received_ms: T0 + 20,
      frame_seq: 7,
      line_index: 0,
      drain_id: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60",
      message_len: 42,
      priority: 190,
      process_id: "web.1",
    });
  });

  it("keeps texts of every length and alphabet, also where the length needs another byte", async () => {
    const resourceId = randomUUID();
    const texts = [63, 64, 65, 126, 127, 128, 129, 5_461, 5_462, 8_191, 8_192, 16_383, 16_384, 20_000].flatMap(
      (length) => [
        "a".repeat(length),
        "é".repeat(length),
        `${"a".repeat(length - 1)}✓`,
        "😀".repeat(Math.ceil(length / 2)),
      ],
    );
    const lines = texts.flatMap((message, i) => [
      line(resourceId, 2 * i, { message }),
      line(resourceId, 2 * i + 1, { message }),
    ]);
    await insert(lines, randomUUID());
    const rows = await logLines.selectLines(clickhouse, resourceId, { ...page, order: "asc", limit: 1000 });
    expect(rows.map((row) => row.message)).toEqual(lines.map((each) => each.message));
  });

  it("absorbs a batch that is inserted twice under one token", async () => {
    const resourceId = randomUUID();
    const token = randomUUID();
    const lines = [line(resourceId, 0), line(resourceId, 1)];
    await insert(lines, token);
    await insert(lines, token);
    expect(await logLines.selectLines(clickhouse, resourceId, page)).toHaveLength(2);
  });

  it("pages through equal timestamps without showing a line twice or missing one", async () => {
    const resourceId = randomUUID();
    const lines = Array.from({ length: 25 }, (_, i) => line(resourceId, i));
    await insert(lines, randomUUID());
    for (const order of ["asc", "desc"] as const) {
      const seen: number[] = [];
      let after: TestLine | null = null;
      for (;;) {
        const rows = await logLines.selectLines(clickhouse, resourceId, { ...page, order, limit: 10, after });
        seen.push(...rows.map((row) => row.line_index));
        const last = rows.at(-1);
        if (!last || rows.length < 10) break;
        after = line(resourceId, last.line_index);
      }
      const expected = lines.map((each) => each.lineIndex);
      expect(seen).toEqual(order === "asc" ? expected : expected.reverse());
    }
  });

  it("counts lines and errors by bucket", async () => {
    const resourceId = randomUUID();
    await insert(
      [
        line(resourceId, 0),
        line(resourceId, 1, { level: "fatal" }),
        line(resourceId, 2, { timestampMicros: (T0 + 90_000) * 1000 }),
      ],
      randomUUID(),
    );
    const buckets = await logLines.countByBucket(clickhouse, resourceId, {
      range,
      filter: everything,
      bucketSeconds: 60,
      errorLevels: ["error", "fatal"],
    });
    const minute = Math.floor(T0 / 60_000);
    expect(buckets).toEqual([
      { bucket: minute, count: 2, errors: 1 },
      { bucket: minute + 1, count: 1, errors: 0 },
    ]);
  });

  it("never reads or deletes another resource's lines", async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    await insert([line(mine, 0), line(other, 1)], randomUUID());
    expect(await logLines.findLine(clickhouse, mine, line(other, 1))).toBeNull();
    await logLines.deleteLinesOfResource(clickhouse, mine);
    expect(await logLines.selectLines(clickhouse, mine, page)).toHaveLength(0);
    expect(await logLines.selectLines(clickhouse, other, page)).toHaveLength(1);
  });
});
