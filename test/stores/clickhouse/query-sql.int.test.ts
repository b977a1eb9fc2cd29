import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LINE_KINDS, LINE_LEVELS, type Line } from "../../../app/contract/line.ts";
import { compileMatcher, compileText } from "../../../app/contract/query/match.ts";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { regexFault } from "../../../app/contract/query/regex-syntax.ts";
import { FieldList } from "../../../app/lib/field-list.ts";
import { openEmbeddedClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { LineBlock } from "../../../app/stores/clickhouse/line-block.ts";
import { insertLines } from "../../../app/stores/clickhouse/log-lines.ts";
import { QueryParams } from "../../../app/stores/clickhouse/query-sql/params.ts";
import { textSql } from "../../../app/stores/clickhouse/query-sql/texts.ts";
import { type QueryDrain, toSql } from "../../../app/stores/clickhouse/query-sql.ts";
import { apply, splitStatements } from "../../../migrations/clickhouse.ts";
import { lineFrom, lineOf } from "../../contract/query/lines.ts";
import { ORDERED } from "../../contract/query/ordered.ts";
import { PASTED } from "../../contract/query/pasted.ts";
import { anyQuery, regexLike, wellFormed } from "../../contract/query/queries.ts";

/** More runs: QUERY_RUNS=20000 npx vitest run test/stores/clickhouse/query-sql.int.test.ts */
const RUNS = Number(process.env.QUERY_RUNS ?? 400);

const TIMEOUT_MS = 60_000 + RUNS * 100;

const RESOURCE = "11111111-1111-4111-8111-111111111111";
const OTHER_RESOURCE = "22222222-2222-4222-8222-222222222222";
const DRAINS: QueryDrain[] = [
  { id: "aaaaaaaa-0000-4000-8000-000000000001", appId: "01234567-89ab-4cde-8f01-23456789abcd", appName: "harbor-quay" },
  { id: "aaaaaaaa-0000-4000-8000-000000000002", appId: "99999999-89ab-4cde-8f01-23456789abcd", appName: "error" },
  { id: "aaaaaaaa-0000-4000-8000-000000000003", appId: null, appName: null },
];

let dir: string;
let client: ClickHouseClient;
let lines: Line[];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "draintrail-query-sql-"));
  // The packages' types disagree about an absent and an undefined option; the connection is the one chDB documents.
  const connection = createChdbConnection({ path: dir }) as unknown as NonNullable<
    Parameters<typeof createClient>[0]
  >["connection"];
  client = createClient({ connection } as Parameters<typeof createClient>[0]);
  await migrate("001_log_lines.sql");
  lines = [
    ...fc.sample(anyLine, { numRuns: 300, seed: Math.floor(Math.random() * 2 ** 31) }),
    ...realLines(),
    ...PASTED.flatMap(({ finds, misses }) => [lineFrom(finds), lineFrom(misses)]),
  ];
  const rows = lines.flatMap((line, index) => [rowOf(line, index, RESOURCE), rowOf(line, index, OTHER_RESOURCE)]);
  // Lines of all ages: from before the columns and indexes that searches use, and from when fields were a map.
  const third = Math.floor(lines.length / 3);
  await client.insert({ table: "log_lines", values: rows.slice(0, third * 2), format: "JSONEachRow" });
  await migrate("003_search_lines.sql");
  await client.insert({ table: "log_lines", values: rows.slice(third * 2, third * 4), format: "JSONEachRow" });
  for (const file of ["008_field_columns.sql", "009_fields_of_old_lines.sql", "010_fields_as_alias.sql"]) {
    await migrate(file);
    await migrate(file); // as after a crash between a file and the note of it
  }
  await insertNewest(third * 2);
});

/** The lines from this one on, as the service writes them. */
async function insertNewest(from: number): Promise<void> {
  const clickhouse = await openEmbeddedClickHouse(dir);
  const block = new LineBlock();
  for (const resourceId of [RESOURCE, OTHER_RESOURCE])
    for (const [i, line] of lines.slice(from).entries()) {
      const { app, ...row } = line;
      const content = {
        timestampMicros: Date.UTC(2026, 2, 4, 9, 15, 2, 118) * 1000 + 437,
        kind: row.kind,
        level: row.level,
        messageLen: row.message_len,
        priority: row.priority,
        version: row.version,
        hostName: row.host_name,
        appName: row.app_name,
        processId: row.process_id,
        messageId: row.message_id,
        message: row.message,
        fields: fieldsOf(line),
      };
      const drainId = drainOf(line);
      block.add(content, { resourceId, drainId, receivedAtMs: Date.now(), frameSeq: from + i, retentionDays: 400 }, 0);
    }
  await insertLines(clickhouse, block.encode(), "newest");
  await clickhouse.close();
}

/** What stands in the message is found there, as by a parser. */
function fieldsOf({ message, fields }: Line): FieldList {
  const list = new FieldList(message);
  for (const [name, value] of Object.entries(fields)) {
    const at = message.indexOf(value);
    if (at < 0) list.add(name, value);
    else list.addPart(name, message, at, at + value.length);
  }
  return list;
}

const drainOf = (line: Line) => DRAINS.find((drain) => drain.appId === (line.app?.id ?? null))?.id ?? "";

async function migrate(file: string): Promise<void> {
  const clickhouse: Parameters<typeof apply>[0] = {
    command: async (query) => void (await client.command({ query })),
    query: async (query, query_params = {}) =>
      (await client.query({ query, query_params, format: "JSONEachRow" })).json(),
  };
  for (const statement of splitStatements(await readFile(`migrations/clickhouse/${file}`, "utf8")))
    await apply(clickhouse, statement);
}

afterAll(async () => {
  await client.close();
  await rm(dir, { recursive: true, force: true });
});

describe("the SQL and the predicate", { timeout: TIMEOUT_MS }, () => {
  test("agree about generated queries and lines", async () => {
    await fc.assert(
      fc.asyncProperty(anyQuery, async (query) => {
        await expectAgreement(query);
      }),
      { numRuns: RUNS },
    );
  });

  test("agree about regular expressions, which two engines read", async () => {
    const texts = [
      "",
      "x",
      "😀",
      "é",
      "É",
      "aé",
      "ab",
      "A",
      "A-B",
      "x41",
      "41",
      "bé",
      "a]",
      "]3]",
      "[",
      "日本x41",
      "бя",
      "БЯ",
      "H12 abc",
      "a\nb",
      "^x",
      "&a",
      "_",
      "1",
      "\\",
      "{2}",
      "K",
      "ſ",
    ];
    // Many at once, because a statement costs more than a match.
    for (let round = 0; round < RUNS / 50; round++) {
      const sources = fc.sample(regexLike, 400).filter((source) => source !== "" && regexFault(source) === null);
      const params = new QueryParams();
      const columns = sources.map(
        (source, index) => `toUInt8(${textSql("text", { by: "regex", source }, params)}) AS c${index}`,
      );
      const answer = await client.query({
        query: `SELECT ${columns.join(", ")} FROM (SELECT arrayJoin({texts:Array(String)}) AS text)`,
        query_params: { texts, ...params.values },
        format: "JSONCompactEachRow",
      });
      const rows = await answer.json<number[]>();
      for (const [index, source] of sources.entries()) {
        const matches = compileText({ by: "regex", source });
        const bySql = texts.filter((_, row) => Number(rows[row]?.[index]) === 1);
        expect({ source, texts: bySql }).toEqual({ source, texts: texts.filter(matches) });
      }
    }
  });

  test("agree about every name that a line has, and its neighbours", async () => {
    const names = [...new Set(lines.flatMap((line) => Object.keys(line.fields)))];
    expect(names).toEqual(expect.arrayContaining(["a|b", "[(|]", "😀?", "x\\", "user.id"]));
    for (const name of names) {
      const quoted = `"${name.replace(/[\\"]/g, "\\$&")}"`;
      await expectAgreement(`${quoted}:*`);
      await expectAgreement(`-${quoted}:a`);
    }
  });

  test("agree about words and values taken from the lines themselves", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat({ max: 5 }), async (which, from, shape) => {
        const line = lines[which % lines.length] as Line;
        const message = line.message.slice(from % (line.message.length + 1), (from % (line.message.length + 1)) + 12);
        const entries = Object.entries(line.fields);
        const [key = "a", value = "b"] = entries[from % Math.max(1, entries.length)] ?? [];
        const queries = [
          message,
          `"${message}"`,
          `${key}:${value}`,
          `"${key}":"${value}"`,
          `${key}:>=${value}`,
          `${key}=${value} -${message}`,
        ];
        await expectAgreement(queries[shape] as string);
      }),
      { numRuns: RUNS },
    );
  });
});

test("fields are the same map as before, whenever a line was stored", async () => {
  const answer = await client.query({
    query: "SELECT frame_seq, fields, key_status FROM log_lines WHERE resource_id = {resource:UUID} ORDER BY frame_seq",
    query_params: { resource: RESOURCE },
    format: "JSONEachRow",
  });
  const rows = await answer.json<{ frame_seq: number; fields: Record<string, string>; key_status: string }>();
  expect(rows.map(({ fields, key_status }) => ({ fields, key_status }))).toEqual(
    lines.map(({ fields }) => ({ fields: { ...fields }, key_status: fields.status ?? "" })),
  );
});

test("both readers find the same lines for everything people paste", { timeout: TIMEOUT_MS }, async () => {
  for (const { query } of PASTED) await expectAgreement(query);
});

test("comparisons find what they mean, and not only what both readers find", { timeout: TIMEOUT_MS }, async () => {
  for (const { query, holds } of ORDERED) {
    const expected = lines.flatMap((line, index) => (holds(line) ? [index] : []));
    expect({ query, found: await findBySql(query) }).toEqual({ query, found: expected });
  }
});

describe("any string", { timeout: TIMEOUT_MS }, () => {
  test("is valid SQL that stays inside the resource it is ANDed with", async () => {
    await fc.assert(
      fc.asyncProperty(anyQuery, async (query) => {
        const { sql, params } = toSql(parseQuery(query).tree, { drains: DRAINS });
        const answer = await client.query({
          query: `SELECT DISTINCT toString(resource_id) AS id FROM log_lines WHERE resource_id = {resource:UUID} AND ${sql}`,
          query_params: { resource: RESOURCE, ...params },
          format: "JSONEachRow",
        });
        for (const row of await answer.json<{ id: string }>()) expect(row.id).toBe(RESOURCE);
      }),
      { numRuns: RUNS },
    );
  });

  test("is true, false and never NULL, so that its negation is its opposite", async () => {
    await fc.assert(
      fc.asyncProperty(anyQuery, async (query) => {
        const { sql, params } = toSql(parseQuery(query).tree, { drains: DRAINS });
        const answer = await client.query({
          query: `SELECT count() AS n FROM log_lines WHERE isNull(${sql}) OR toUInt8(${sql}) NOT IN (0, 1)`,
          query_params: params,
          format: "JSONEachRow",
        });
        expect(await answer.json()).toEqual([{ n: expect.toSatisfy((n) => Number(n) === 0) }]);
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  });
});

/** The places in `lines` of those that the store finds. */
async function findBySql(query: string): Promise<number[]> {
  const { sql, params } = toSql(parseQuery(query).tree, { drains: DRAINS });
  const answer = await client.query({
    query: `SELECT frame_seq FROM log_lines WHERE resource_id = {resource:UUID} AND ${sql} ORDER BY frame_seq`,
    query_params: { resource: RESOURCE, ...params },
    format: "JSONEachRow",
  });
  return (await answer.json<{ frame_seq: number }>()).map((row) => Number(row.frame_seq));
}

async function expectAgreement(query: string): Promise<void> {
  const found = await findBySql(query);
  const matches = compileMatcher(parseQuery(query).tree);
  const expected = lines.flatMap((line, index) => (matches(line) ? [index] : []));
  const missing = expected.filter((index) => !found.includes(index)).map((index) => lines[index]);
  const surplus = found.filter((index) => !expected.includes(index)).map((index) => lines[index]);
  expect({ query, missing: missing.slice(0, 2), surplus: surplus.slice(0, 2) }).toEqual({
    query,
    missing: [],
    surplus: [],
  });
}

function rowOf(line: Line, index: number, resourceId: string): Record<string, unknown> {
  return {
    resource_id: resourceId,
    timestamp: "2026-03-04 09:15:02.118437",
    received_at: new Date().toISOString().slice(0, -1).replace("T", " "),
    frame_seq: index,
    line_index: 0,
    drain_id: drainOf(line),
    kind: line.kind,
    level: line.level,
    message_len: line.message_len,
    priority: line.priority,
    version: line.version,
    host_name: line.host_name,
    app_name: line.app_name,
    process_id: line.process_id,
    message_id: line.message_id,
    message: line.message,
    fields: line.fields,
    retention_days: 400,
  };
}

const fieldValue = fc.oneof(
  fc.constantFrom(
    "",
    "200",
    "299",
    "404",
    "500",
    "503",
    "41ms",
    "500 ms",
    "0.041s",
    "1.5s",
    "2m",
    "30000ms",
    "5120",
    "512.00MB",
    "10kb",
    "10 KB",
    "81234pages",
    "99%",
    "5µs",
    "5μs",
    "-5",
    "-0.5",
    "1e5",
    "0x10",
    "007",
    "123456789.123456",
    "123456789012345",
    "1234567890123456",
    "+5",
    "5.",
    ".5",
    " 5",
    "10.0.0.1",
    "10.1.2.3, 192.168.0.1",
    "198.51.100.7,203.0.113.80",
    "2001:db8::1",
    "::1",
    "::ffff:10.1.2.3",
    "::10.1.2.3",
    "1::2::3",
    ":::",
    "::",
    "1:2:3:4:5:6:7::",
    "010.0.0.1",
    "10.0.0",
    "10.0.0.256",
    "fe80::1%eth0",
    "1:2:3:4:5:6:7:8:9",
    "::12345",
    "::ffff:010.1.2.3",
    ":1::",
    "1:2:3:4:5:6:1.2.3.4",
    "web.1",
    "web",
    "webinar",
    "http1.1",
    "GET",
    "get",
    "H12",
    "H1",
    "error",
    "warning",
    "a",
    "b",
    "A",
    "/orders/42",
    "/orders/42?expand=lines",
    "/orders/42?a#b?c",
    "?x",
    "/orders/42#a?b",
    "/err",
    "quest",
    "Request timeout",
    "v42",
    "abc",
    "b\u{10FFFF}",
    "b\uFFFF",
    "Müller",
    "MÜLLER",
    "ſ",
    "K",
    "5K",
    "😀",
    "a\nb",
    "x*y",
    "50%_",
    "\\",
    "'",
    "constructor",
  ),
  fc.string({ maxLength: 5 }).map(wellFormed),
);
const fieldKey = fc.constantFrom(
  "status",
  "path",
  "user",
  "user.id",
  "user name",
  "fwd",
  "ip",
  "service",
  "bytes",
  "request_id",
  "level",
  "app",
  "dyno",
  "source",
  "kind",
  "code",
  "host",
  "method",
  "Error",
  "duration",
  "url",
  "x",
  "a",
  "sample#memory_total",
  "release",
  "process",
  // names that are syntax to whoever looks them up by a pattern
  "a|b",
  "(a",
  "[(|]",
  "a.c*",
  "x\\",
  "\\Q",
  "😀?",
  "ü+",
  "^a$",
  "{1}",
  "%_",
  "'",
  "a\tb",
);
const messagePiece = fc.oneof(
  fc.constantFrom(
    "error",
    "ERROR",
    "H12",
    "timeout",
    "time-out",
    "time out",
    "web.1",
    "router",
    "user=4",
    "user=42",
    "user:4",
    "Error: quest",
    "Error:a",
    "a",
    "b",
    "(a",
    "foo(bar baz)",
    "C:\\temp",
    "Müller",
    "mÜLLER",
    "ſ",
    "s",
    "K",
    "k",
    "é",
    "É",
    "😀",
    "\n",
    "\t",
    "http://x.y/z?a=b",
    "10.0.0.1",
    "or",
    "and",
    "NOT",
    '"',
    "'",
    "a*b",
    "%",
    "_",
    "\\",
    "[",
    "{",
    "(",
    "\\(",
    "x=",
    "/api/v1/",
    "harbor-quay",
    "2026-11-20T10:00:00Z",
    "ab",
    "abc",
    "A-B",
    "x41",
    "…",
    "\u{10FFFF}",
    "\uFFFD",
    "\u0001",
    "İ",
    "ı",
    "ẞ",
    "ß",
    "σς",
  ),
  fc.string({ maxLength: 4 }).map(wellFormed),
);
const anyLine: fc.Arbitrary<Line> = fc
  .record({
    message: fc
      .array(fc.tuple(messagePiece, fc.constantFrom(" ", "", " ")), { maxLength: 6 })
      .map((pieces) => pieces.flat().join("")),
    fields: fc.dictionary(fieldKey, fieldValue, { maxKeys: 5 }),
    app_name: fc.constantFrom("app", "heroku", "App", ""),
    process_id: fc.constantFrom("web.1", "web.2", "web", "router", "worker.1", "heroku-postgres", "WEB.1", ""),
    host_name: fc.constantFrom("host", "harbor-quay", "d.123"),
    message_id: fc.constantFrom("-", ""),
    kind: fc.constantFrom(...LINE_KINDS),
    level: fc.constantFrom(...LINE_LEVELS),
    priority: fc.constantFrom(0, 45, 134, 158, 190, 191),
    message_len: fc.constantFrom(0, 200, 5120, 20480),
    app: fc.constantFrom(
      ...DRAINS.map(({ appId, appName }) => (appId === null || appName === null ? null : { id: appId, name: appName })),
    ),
  })
  .map(lineOf);

function realLines(): Line[] {
  return [
    'heroku[router]: at=info method=GET path="/orders/42?expand=lines" host=harbor-quay-3f2a91.example.net request_id=7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11 fwd="203.0.113.24" dyno=web.2 connect=0ms service=41ms status=200 bytes=5120 protocol=http1.1 tls=true tls_version=tls1.3',
    'heroku[router]: at=error code=H12 desc="Request timeout" method=GET path="/reports/annual" host=x.example.net request_id=c9a0b6a2-77a4-4a0b-9d5a-0f2a7d1b33e4 fwd="198.51.100.7,203.0.113.80" dyno=web.2 connect=2ms service=30000ms status=503 bytes=0 protocol=https',
    "heroku[web.1]: source=web.1 dyno=heroku.40213377.6a2f4c1e sample#memory_total=211.60MB sample#memory_pgpgin=81234pages sample#memory_quota=512.00MB",
    'app[web.1]: {"level":"error","msg":"boom","user":{"id":42,"name":"Müller"},"took_ms":12.5}',
    'app[web.1]: Started GET "/foo" for 127.0.0.1 at 2026-03-10 14:22:01 -0500',
  ].map(lineFrom);
}
