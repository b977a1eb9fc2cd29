import type { Random } from "./random.ts";

/** One app of the corpus: what its lines have in common. */
export interface CorpusApp {
  host: string;
  paths: readonly string[];
  webDynos: number;
  dynoId: string;
}

/** One syslog message, its newline included. `timeAt` is where the 32 characters of its time begin, in bytes. */
export interface CorpusLine {
  bytes: Buffer;
  timeAt: number;
}

/** The shape Logplex writes: microseconds and a numeric offset, always 32 characters, so it can be stamped in place. */

const TIME_PLACEHOLDER = "2026-03-04T09:15:00.000000+00:00";

const NOUNS = ["harbor", "copper", "meadow", "lantern", "otter", "quarry", "juniper", "saddle", "ember", "willow"];
const SECTIONS = ["orders", "invoices", "stock", "customers", "reports", "carts", "search", "sessions", "uploads"];

export function makeApp(random: Random): CorpusApp {
  const section = () => random.pick(SECTIONS);
  return {
    host: `${random.pick(NOUNS)}-${random.pick(NOUNS)}-${random.hex(12)}.herokuapp.com`,
    paths: ["/", "/login", `/${section()}`, `/api/v2/${section()}`, `/api/v2/${section()}/`, `/admin/${section()}/`],
    webDynos: random.int(1, 8),
    dynoId: `heroku.${random.int(10_000_000, 99_999_999)}.${random.uuid()}`,
  };
}

type Write = (random: Random, app: CorpusApp) => { source: string; priority: number; text: string };

/**
 * The mix of a busy app: share of all lines, and who writes it. Shares sum to 1; with the lengths below the mean is
 * about 206 bytes a line, which a test holds.
 */
const MIX: readonly (readonly [number, Write])[] = [
  [0.32, router],
  [0.18, json],
  [0.18, logfmt],
  [0.2, plain],
  [0.05, metrics],
  [0.03, state],
  [0.015, stack],
  [0.012, routerError],
  [0.008, change],
  [0.004, memoryError],
  [0.001, dump],
];

/** One line of an app; which kind, and every value in it, comes from `random`. */
export function makeLine(random: Random, app: CorpusApp): CorpusLine {
  const { source, priority, text } = pickWriter(random.next())(random, app);
  const head = `<${priority}>1 `;
  return { bytes: Buffer.from(`${head}${TIME_PLACEHOLDER} host ${source} - ${text}\n`), timeAt: head.length };
}

function pickWriter(at: number): Write {
  let rest = at;
  for (const [share, write] of MIX) {
    rest -= share;
    if (rest < 0) return write;
  }
  return plain;
}

const web = (random: Random, app: CorpusApp) => `web.${random.int(1, app.webDynos)}`;
const ip = (random: Random) =>
  `${random.int(11, 203)}.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(1, 254)}`;

function pathOf(random: Random, app: CorpusApp): string {
  const path = random.pick(app.paths);
  return path.endsWith("/") && path !== "/" ? `${path}${random.int(1, 99_999)}` : path;
}

function request(random: Random, app: CorpusApp): string {
  const method = random.pick(["GET", "GET", "GET", "POST", "PUT"]);
  return `method=${method} path="${pathOf(random, app)}" host=${app.host} request_id=${random.uuid()} fwd="${ip(random)}"`;
}

function router(random: Random, app: CorpusApp): ReturnType<Write> {
  const status = random.pick([200, 200, 200, 200, 200, 200, 201, 204, 302, 304, 404, 422, 500]);
  const text = `at=info ${request(random, app)} dyno=${web(random, app)} connect=${random.int(0, 2)}ms service=${Math.floor(4 + 300 * random.next() ** 3)}ms status=${status} bytes=${random.int(0, 24_000)} protocol=https`;
  return { source: "heroku router", priority: 158, text };
}

function routerError(random: Random, app: CorpusApp): ReturnType<Write> {
  const [code, desc, status] = random.pick([
    ["H12", "Request timeout", 503],
    ["H13", "Connection closed without response", 503],
    ["H18", "Server Request Interrupted", 503],
  ] as const);
  const text = `at=error code=${code} desc="${desc}" ${request(random, app)} dyno=${web(random, app)} connect=1ms service=30000ms status=${status} bytes=0 protocol=https`;
  return { source: "heroku router", priority: 158, text };
}

function json(random: Random, app: CorpusApp): ReturnType<Write> {
  const level = random.pick(["info", "info", "info", "warn", "error"]);
  const text = JSON.stringify({
    level,
    msg: random.pick(["request done", "cache filled", "payment taken", "Größe geändert", "mail queued"]),
    request_id: random.uuid(),
    ms: random.int(1, 900),
    user: { id: random.int(1, 90_000), plan: random.pick(["free", "crew", "fleet"]) },
  });
  return { source: `app ${web(random, app)}`, priority: 190, text };
}

function logfmt(random: Random): ReturnType<Write> {
  const text = `level=info queue=${random.pick(["mail", "invoices", "thumbnails", "sync"])} job=${random.int(1, 9_999_999)} attempt=${random.int(1, 3)} duration=${random.int(1, 4_000)}ms msg="job done"`;
  return { source: `app worker.${random.int(1, 3)}`, priority: 190, text };
}

function plain(random: Random, app: CorpusApp): ReturnType<Write> {
  const text = random.pick([
    `✓ exported ${random.int(1, 4_000)} rows to ${random.hex(10)}.csv in ${random.int(3, 9_000)} ms`,
    `Rendered orders/show.html.erb within layouts/application (${random.int(1, 90)}.${random.int(0, 9)}ms)`,
    `café-db: pool has ${random.int(1, 20)} of 20 connections in use`,
    `[${random.hex(8)}] Completed 200 OK in ${random.int(2, 700)}ms (Views: ${random.int(1, 80)}.2ms)`,
  ]);
  return { source: `app ${web(random, app)}`, priority: 190, text };
}

function metrics(random: Random, app: CorpusApp): ReturnType<Write> {
  const dyno = web(random, app);
  const mb = () => `${random.int(120, 490)}.${random.int(10, 99)}MB`;
  const load = () => `${random.int(0, 3)}.${random.int(10, 99)}`;
  const text =
    random.next() < 0.5
      ? `source=${dyno} dyno=${app.dynoId} sample#memory_total=${mb()} sample#memory_rss=${mb()} sample#memory_cache=2.49MB sample#memory_swap=0.00MB sample#memory_pgpgin=${random.int(1, 900_000)}pages sample#memory_quota=512.00MB`
      : `source=${dyno} dyno=${app.dynoId} sample#load_avg_1m=${load()} sample#load_avg_5m=${load()} sample#load_avg_15m=${load()}`;
  return { source: `heroku ${dyno}`, priority: 45, text };
}

function state(random: Random, app: CorpusApp): ReturnType<Write> {
  const [from, to] = random.pick([
    ["starting", "up"],
    ["up", "starting"],
    ["up", "down"],
    ["crashed", "starting"],
  ] as const);
  return { source: `heroku ${web(random, app)}`, priority: 45, text: `State changed from ${from} to ${to}` };
}

/** Heroku cuts an app's output at newlines; a logger that writes its own keeps the newlines inside one message. */
function stack(random: Random, app: CorpusApp): ReturnType<Write> {
  const depth = random.int(4, 14);
  const at = () =>
    `    at ${random.pick(["Object.<anonymous>", "async placeOrder", "Layer.handle", "priceOf"])} (/app/dist/${random.pick(SECTIONS)}.js:${random.int(1, 900)}:${random.int(1, 60)})`;
  const text = [`TypeError: fenêtre n° ${random.int(1, 99)} fermée`, ...Array.from({ length: depth }, at)].join("\n");
  return { source: `app ${web(random, app)}`, priority: 190, text };
}

function change(random: Random): ReturnType<Write> {
  const user = `dev${random.int(1, 9)}@harbor.example`;
  const text = random.pick([
    `Release v${random.int(2, 900)} created by user ${user}`,
    `Set FEATURE_${random.hex(4).toUpperCase()} config vars by user ${user}`,
    `Scaled to web@${random.int(1, 8)}:Standard-1X by user ${user}`,
  ]);
  return { source: "app api", priority: 190, text };
}

function memoryError(random: Random, app: CorpusApp): ReturnType<Write> {
  return { source: `heroku ${web(random, app)}`, priority: 45, text: "Error R14 (Memory quota exceeded)" };
}

/** The rare line that someone logs whole: a body of 2 to 10 KB; Logplex cuts at 10,240 bytes. */
function dump(random: Random, app: CorpusApp): ReturnType<Write> {
  const items = Array.from({ length: random.int(30, 145) }, () => ({
    sku: random.hex(12),
    title: random.pick(["Ankerkette", "Seil 10 m", "boîte à outils", "lantern"]),
    price: random.int(100, 99_999),
    qty: random.int(1, 40),
  }));
  const text = JSON.stringify({ level: "debug", msg: "cart", items });
  return { source: `app ${web(random, app)}`, priority: 190, text };
}
