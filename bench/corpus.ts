/**
 * The same lines at every run: a small generator with a fixed seed, so that two runs, and two versions, measure the
 * same work. The mix and the mean of about 206 bytes a line are those of a busy Heroku app.
 */
export function makeFrames(options: { frames: number; linesPerFrame: number; seed?: number }): Buffer[] {
  const next = random(options.seed ?? 20_260_304);
  return Array.from({ length: options.frames }, () => {
    const lines = Array.from({ length: options.linesPerFrame }, () => Buffer.from(makeLine(next)));
    return Buffer.concat(lines.flatMap((line) => [Buffer.from(`${line.length} `), line]));
  });
}

const PATHS = ["/", "/orders/42?expand=lines", "/login", "/reports/annual", "/api/v2/stock/410", "/search?q=anchor"];

function makeLine(next: () => number): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join("");
  const at = new Date().toISOString().replace("Z", `${String(Math.floor(next() * 1000)).padStart(3, "0")}+00:00`);
  const dyno = `web.${1 + Math.floor(next() * 4)}`;
  const uuid = () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
  const kind = next();
  if (kind < 0.45)
    return `<134>1 ${at} host heroku router - at=info method=${pick(["GET", "POST"])} path="${pick(PATHS)}" host=harbor-quay.example.net request_id=${uuid()} fwd="203.0.113.${Math.floor(next() * 255)}" dyno=${dyno} connect=0ms service=${Math.floor(next() * 400)}ms status=${pick([200, 200, 200, 201, 302, 404, 503])} bytes=${Math.floor(next() * 9000)} protocol=http1.1 tls=true\n`;
  if (kind < 0.65)
    return `<190>1 ${at} host app ${dyno} - {"level":"${pick(["info", "info", "warn", "error"])}","msg":"request done","request_id":"${uuid()}","ms":${Math.floor(next() * 400)}}\n`;
  if (kind < 0.8)
    return `<190>1 ${at} host app ${dyno} - level=info queue=mail job=${Math.floor(next() * 1e6)} duration=${Math.floor(next() * 900)}ms\n`;
  if (kind < 0.95)
    return `<190>1 ${at} host app worker.1 - ✓ job ${Math.floor(next() * 1e6)} done in ${Math.floor(next() * 2000)} ms\n`;
  if (kind < 0.98)
    return `<45>1 ${at} host heroku ${dyno} - source=${dyno} dyno=heroku.40213377.${uuid()} sample#memory_total=211.60MB sample#memory_rss=205.11MB sample#memory_quota=512.00MB\n`;
  return `<190>1 ${at} host app ${dyno} - TypeError: fenêtre fermée\n    at Object.<anonymous> (/app/dist/orders.js:42:17)\n    at processTicksAndRejections (node:internal/process/task_queues:95:5)\n`;
}

/** mulberry32: small, and good enough to mix lines. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
