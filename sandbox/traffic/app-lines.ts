import type { LogMessage } from "../logplex/message.ts";
import type { Random } from "./random.ts";
import type { WebRequest } from "./router-lines.ts";
import { appLine, type Stage } from "./stage.ts";

const errors = [
  ["PaymentDeclined", "Zahlung abgelehnt für Bestellung № %n — prüfen Sie die Karte"],
  ["TypeError", "Cannot read properties of undefined (reading 'sku')"],
  ["TimeoutError", "pool: no connection after 5000 ms (café-db, 20 in use)"],
] as const satisfies readonly (readonly [string, string])[];

const frames = [
  "at priceOf (/app/dist/pricing.js:88:21)",
  "at async placeOrder (/app/dist/orders/place.js:41:17)",
  "at async Layer.handle (/app/dist/http/router.js:112:5)",
  "at async /app/dist/http/server.js:27:3",
];

/** What the app writes while it answers one request. */
export function requestLines(atMs: number, random: Random, request: WebRequest): LogMessage[] {
  if (request.error) return [];
  if (request.status >= 500) return failureLines(atMs, random, request);
  const done = {
    level: request.status >= 400 ? "warn" : "info",
    msg: "request done",
    request_id: request.id,
    status: request.status,
    ms: request.serviceMs,
    ...(random.chance(0.3) ? { user: { id: random.int(100, 999), plan: random.pick(["free", "crew"]) } } : {}),
  };
  const texts = [JSON.stringify(done)];
  if (random.chance(0.35))
    texts.unshift(
      `level=debug msg="cache ${random.pick(["hit", "miss"])}" key=product:${random.int(1, 900)} request_id=${request.id}`,
    );
  return inOrder(atMs, random, request.dyno, texts);
}

/** An error and its stack: Heroku cuts the app's output at each newline, so each is a message of its own. */
function failureLines(atMs: number, random: Random, request: WebRequest): LogMessage[] {
  const [name, text] = random.pick(errors);
  const message = text.replace("%n", String(random.int(1000, 9999)));
  const log = JSON.stringify({ level: "error", msg: "request failed", request_id: request.id, error: name });
  const stack = [`${name}: ${message}`, ...frames.map((frame) => `    ${frame}`)];
  return inOrder(atMs, random, request.dyno, [log, ...stack]);
}

/** Lines that one dyno wrote one after the other, a tenth of a millisecond apart: less than the router's line waits. */
function inOrder(atMs: number, random: Random, dyno: string, texts: readonly string[]): LogMessage[] {
  return texts.map((text, index) => appLine(Math.floor(atMs) + (index + 1) / 10, random, dyno, text));
}

/** A background job of a worker dyno. */
export function jobLines(atMs: number, random: Random, stage: Stage): LogMessage[] {
  const dyno = `worker.${random.int(1, stage.workerDynos)}`;
  const job = random.int(1000, 99_999);
  const queue = random.pick(["mail", "invoices", "thumbnails", "sync"]);
  const ms = random.longTail(300);
  if (random.chance(stage.isFailing ? 0.2 : 0.01)) {
    return [
      appLine(
        atMs,
        random,
        dyno,
        `level=error queue=${queue} job=${job} msg="gave up" attempts=3 error="upstream 502"`,
      ),
    ];
  }
  return [
    random.chance(0.5)
      ? appLine(atMs, random, dyno, `level=info queue=${queue} job=${job} duration=${ms}ms msg="job done"`)
      : appLine(atMs, random, dyno, `✓ job ${job} done in ${ms} ms`),
  ];
}

/** Chatter without any format. */
export function plainLine(atMs: number, random: Random, stage: Stage): LogMessage {
  const text = random.pick([
    `Delivered ${random.int(1, 40)} webhooks to partner crane-works.example.net`,
    `[warn] slow query (${random.longTail(240)} ms): SELECT * FROM shipments WHERE quay_id = $1 ORDER BY eta`,
    `GC pause ${random.int(2, 90)} ms, heap ${random.int(120, 380)} MB`,
    `Willkommen zurück, Hafenmeister · session ${random.hex(8)}`,
  ]);
  return appLine(atMs, random, `web.${random.int(1, stage.webDynos)}`, text);
}

const sgr = (codes: string, text: string) => `\u001b[${codes}m${text}\u001b[0m`;

/** What frameworks write in a terminal's colours, and go on writing where there is none. */
export function colouredLine(atMs: number, random: Random, stage: Stage): LogMessage {
  const ms = random.longTail(3);
  const text = random.pick([
    `  ${sgr("1;36", `Shipment Load (${ms}.${random.int(0, 9)}ms)`)}  ${sgr("1;34", 'SELECT "shipments".* FROM "shipments" WHERE "shipments"."quay_id" = $1 ORDER BY "shipments"."eta" ASC LIMIT $2')}  [["quay_id", ${random.int(1, 40)}], ["LIMIT", 50]]`,
    `${sgr("90", `#${random.int(20, 60)}`)} ${sgr("32", "INFO")} (quay-web): ${sgr("36", "tide table refreshed")} ${sgr("38;5;208", `+${ms}ms`)}`,
    `${sgr("33", "WARN")} (quay-web): ${sgr("1", "berth 7")} has no crane until \u001b[4m14:30\u001b[24m, ${sgr("38;2;150;120;255", "ship waits")}`,
    `\u001b[2K\u001b[1G${sgr("42;30", " PASS ")} self-check of ${random.int(20, 60)} manifests ${sgr("2", `(${ms} ms)`)} ${sgr("1;32", "all well")}`,
  ]);
  return appLine(atMs, random, `web.${random.int(1, stage.webDynos)}`, text);
}
