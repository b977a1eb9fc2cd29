/**
 * chDB behind ClickHouse's HTTP interface, as far as `@clickhouse/client` uses it, so that several processes can share
 * one engine: `node clickhouse-gateway.mjs <data dir> <port, 0 for any>`. Plain JavaScript on the compiled service,
 * because Node 20 does not run TypeScript.
 *
 * Tells its port by message. The messages "hold-before" and "hold-after" keep inserts waiting before they run, or keep
 * their answers back after they ran; "release" lets them go.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { ChdbConnection } from "chdb/connection";

const { ChdbSession } = await import(new URL("../../dist/app/stores/embedded/chdb-session.js", import.meta.url).href);
const [dir, port] = process.argv.slice(2);
mkdirSync(dir, { recursive: true });
const killer = new ChdbConnection({ path: dir });
const writer = new ChdbSession({ path: dir }, killer);
/** Each with the number of its calls: a session runs one at a time, and behind an endless one nothing would ever run. */
const readers = new Map([1, 2].map(() => [new ChdbSession({ path: dir }, killer), 0]));

/** Parameters of the protocol itself; every other one is a setting. */
const PROTOCOL = /^(query|query_id|database|default_format|session_id|role|wait_end_of_query|enable_http_compression)$/;
/** Where ClickHouse does not answer 500. */
const STATUS = { 47: 404, 60: 404, 62: 400, 516: 403 };
/** Of a query that met a cap, which may be after its first rows: too many rows, too long, too much memory. */
const CAPS = ["158", "159", "241"];
const quote = (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

let isHolding = null;
let release = () => {};
let released = Promise.resolve();
process.on("message", (message) => {
  if (message === "release") {
    isHolding = null;
    release();
  } else {
    isHolding = message;
    released = new Promise((resolve) => {
      release = resolve;
    });
  }
  process.send("done");
});

const server = createServer(async (req, res) => {
  try {
    const left = new AbortController();
    res.once("close", () => left.abort());
    const answer = await answerTo(req, left.signal);
    res.setHeader("content-type", "application/octet-stream");
    res.end(answer);
  } catch (error) {
    if (req.destroyed && !req.complete) return; // the client died while it was sending: nothing was run
    const code = error.code ?? "1001";
    // Who does not wait for the end has been sent the status by then.
    const isTold = !CAPS.includes(String(code)) || req.url.includes("wait_end_of_query=1");
    res.statusCode = isTold ? (STATUS[code] ?? 500) : 200;
    if (isTold) res.setHeader("x-clickhouse-exception-code", String(code));
    res.end(`Code: ${code}. DB::Exception: ${error.message} (${error.type ?? "STD_EXCEPTION"}) (version 26.7)\n`);
  }
});
server.keepAliveTimeout = 30_000;
server.listen(Number(port), "127.0.0.1");
await once(server, "listening");
process.send({ port: server.address().port });

async function answerTo(req, left) {
  const url = new URL(req.url, "http://gateway");
  if (url.pathname === "/ping") return "Ok.\n";
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  let body = Buffer.concat(chunks);
  const values = new Map(url.searchParams);
  if (req.headers["content-type"]?.startsWith("multipart/form-data")) {
    const form = await new Response(body, { headers: { "content-type": req.headers["content-type"] } }).formData();
    for (const [name, value] of form) values.set(name, value);
    body = Buffer.alloc(0);
  }
  const query = values.get("query") ?? body.toString();
  const data = values.has("query") ? body : Buffer.alloc(0);
  const params = [...values].filter(([name]) => name.startsWith("param_"));
  const settings = Object.fromEntries([...values].filter(([name]) => !PROTOCOL.test(name) && !/^param_/.test(name)));
  const insert = /^\s*INSERT INTO (\w+) \(([^)]*)\) FORMAT Native\s*$/.exec(query);
  if (insert) return insertBlock(insert[1], insert[2], data, settings);
  const set = params.length > 0 ? `SET ${params.map(([name, value]) => `${name} = ${quote(value)}`).join(", ")}; ` : "";
  const call = { query: set + query, clickhouse_settings: settings, query_id: randomUUID() };
  if (!/^\s*(SELECT|WITH|SHOW|EXISTS|DESCRIBE|EXPLAIN)\b/i.test(query)) {
    await writer.command(call);
    return "";
  }
  const endsWithClient = settings.cancel_http_readonly_queries_on_client_close === "1";
  return read(endsWithClient ? { ...call, abort_signal: left } : call);
}

async function read(call) {
  const [reader] = [...readers].reduce((best, each) => (each[1] < best[1] ? each : best));
  readers.set(reader, readers.get(reader) + 1);
  try {
    const { stream } = await reader.query(call);
    const parts = [];
    for await (const part of stream) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  } finally {
    readers.set(reader, readers.get(reader) - 1);
  }
}

async function insertBlock(table, columns, block, settings) {
  if (isHolding === "hold-before") await released;
  const file = join(dir, `${randomUUID()}.native`);
  const list = Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}`);
  try {
    writeFileSync(file, block);
    await writer.command({
      query: `INSERT INTO ${table} (${columns}) SETTINGS ${[...list, "max_threads = 1"].join(", ")} SELECT ${columns} FROM file(${quote(file)}, 'Native')`,
      query_id: randomUUID(),
    });
  } finally {
    rmSync(file, { force: true });
  }
  if (isHolding === "hold-after") await released;
  return "";
}
