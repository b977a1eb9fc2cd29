import type { LogMessage } from "../logplex/message.ts";
import type { Random } from "./random.ts";
import { lineOf, priorities, type Stage } from "./stage.ts";

/** One request as the router saw it; the app's own lines share its id. */
export interface WebRequest {
  id: string;
  method: string;
  path: string;
  from: string;
  dyno: string;
  status: number;
  connectMs: number;
  serviceMs: number;
  bytes: number;
  /** Set when the router answered instead of the app. */
  error: { code: string; desc: string; at: "error" | "warning"; sock?: "client" | "backend" } | null;
}

const routes = [
  [
    30,
    (r: Random) => ({ method: "GET", path: `/products/${r.int(1, 900)}?ref=${r.pick(["home", "mail", "search"])}` }),
  ],
  [16, (r: Random) => ({ method: "GET", path: `/search?q=${r.pick(["lantern", "rope", "brass%20hook", "anchor"])}` })],
  [14, () => ({ method: "GET", path: "/" })],
  [12, (r: Random) => ({ method: "GET", path: `/orders/${r.int(1000, 9999)}?expand=lines` })],
  [10, () => ({ method: "POST", path: "/cart/items" })],
  [6, () => ({ method: "POST", path: "/login" })],
  [5, () => ({ method: "POST", path: "/orders" })],
  [4, (r: Random) => ({ method: "PATCH", path: `/api/v2/stock/${r.int(1, 900)}` })],
  [3, () => ({ method: "GET", path: "/reports/annual" })],
] as const satisfies readonly (readonly [number, (r: Random) => { method: string; path: string }])[];

/** Router errors and how often they come. Source: Dev Center "Heroku Error Codes". */
const routerErrors = [
  [5, { status: 503, serviceMs: 30_000, error: { code: "H12", desc: "Request timeout", at: "error" } }],
  [2, { status: 503, serviceMs: 904, error: { code: "H13", desc: "Connection closed without response", at: "error" } }],
  [
    2,
    {
      status: 499,
      serviceMs: 1_204,
      error: { code: "H27", desc: "Client Request Interrupted", at: "warning", sock: "client" },
    },
  ],
  [1, { status: 503, serviceMs: 5_001, error: { code: "H19", desc: "Backend connection timeout", at: "error" } }],
] as const;

/** How often which status comes while all is well. */
const readStatuses: readonly (readonly [number, number])[] = [
  [88, 200],
  [6, 304],
  [5, 404],
  [1, 301],
];
const writeStatuses: readonly (readonly [number, number])[] = [
  [70, 201],
  [24, 302],
  [6, 422],
];

export function newRequest(stage: Stage, random: Random): WebRequest {
  const { method, path } = random.weighted(routes)(random);
  const from = random.chance(0.2) ? `${random.address()},${random.address()}` : random.address();
  const common = { id: random.uuid(), method, path, from, connectMs: random.int(0, 2) };
  const dyno = `web.${random.int(1, stage.webDynos)}`;
  if (random.chance(stage.isFailing ? 0.12 : 0.004)) {
    const { status, serviceMs, error } = random.weighted(routerErrors);
    return { ...common, dyno, status, serviceMs, bytes: 0, error };
  }
  if (random.chance(stage.isFailing ? 0.3 : 0.004)) {
    return { ...common, dyno, status: 500, serviceMs: random.longTail(180), bytes: 1_024, error: null };
  }
  const good = method === "GET" ? readStatuses : writeStatuses;
  const status = random.weighted(good);
  const bytes = status === 304 ? 0 : random.longTail(5_200);
  return { ...common, dyno, status, serviceMs: random.longTail(42), bytes, error: null };
}

/** A burst's request: always the 30-second timeout. */
export function timedOut(request: WebRequest): WebRequest {
  const error = { code: "H12", desc: "Request timeout", at: "error" } as const;
  return { ...request, status: 503, serviceMs: 30_000, bytes: 0, error };
}

/** Source: Dev Center "HTTP Routing", router log format. */
export function routerLine(atMs: number, random: Random, stage: Stage, request: WebRequest): LogMessage {
  const { error } = request;
  const head = error
    ? `${error.sock ? `sock=${error.sock} ` : ""}at=${error.at} code=${error.code} desc="${error.desc}"`
    : "at=info";
  const text =
    `${head} method=${request.method} path="${request.path}" host=${stage.host} request_id=${request.id} ` +
    `fwd="${request.from}" dyno=${request.dyno} connect=${request.connectMs}ms service=${request.serviceMs}ms ` +
    `status=${request.status} bytes=${request.bytes} protocol=http1.1 tls=true tls_version=tls1.3`;
  return lineOf(priorities.router, atMs, random, "heroku", "router", text);
}
