import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Services } from "./context.ts";
import { createManualOwnerLookup } from "./domain/drains/manual-owner.ts";
import { createOwnerLookup } from "./domain/drains/owner.ts";
import { createQuarantineDoor } from "./domain/drains/quarantine.ts";
import { createDoorCounts } from "./domain/ledger/door-counts.ts";
import { createOverflow } from "./domain/logs/overflow.ts";
import { createRequestListener, type HttpOptions } from "./http/app.ts";

export interface RunningPart {
  stop(): Promise<void>;
}

/**
 * Logplex keeps a connection for 144 s of silence and does not notice that we closed ours: every one we close early
 * costs a frame one of its three tries. Node's default is 5 s.
 */
const KEEP_ALIVE_MS = 300_000;
/** A body of at most 1 MiB that takes longer to arrive is not Logplex. */
const REQUEST_MS = 60_000;

/** Listens; `stop` takes no new connections and waits for the answers under way. */
export async function startWeb(
  services: Services,
  options: Pick<HttpOptions, "drainHoldMs" | "questionLimits"> = {},
): Promise<RunningPart & { port: number }> {
  const readiness = { isReady: true };
  const counts = createDoorCounts(services);
  const listener = createRequestListener(services, {
    door: {
      owners: createOwnerLookup(services),
      counts,
      overflow: createOverflow(services),
      quarantine: createQuarantineDoor(services),
      manualOwners: createManualOwnerLookup(services),
    },
    readiness,
    ...options,
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS }, listener);
  // What is expected beyond `100-continue` is not ours to judge, and RFC 9110 does not ask it: Node's own 417 would come in
  // chunks, which no answer of the drain may.
  server.on("checkExpectation", listener);
  // Idle sockets of Logplex must outlive its own 5 h connection age; only the two timeouts above end one.
  server.timeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      reject(isTaken ? new Error(`port ${services.config.port} is taken; set PORT to a free one`) : error);
    });
    server.listen(services.config.port, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      readiness.isReady = false;
      await closeServer(server);
      await counts.close();
    },
  };
}

/** In-flight requests get this long; live tails never end by themselves and reconnect elsewhere. */
const FINISH_MS = 10_000;

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const sweep = setInterval(() => server.closeIdleConnections(), 100);
  const cut = setTimeout(() => server.closeAllConnections(), FINISH_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
