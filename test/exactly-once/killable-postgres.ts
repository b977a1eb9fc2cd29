import { once } from "node:events";
import { chmod } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { createLog } from "../../app/lib/log.ts";
import { startEmbeddedPostgres } from "../../app/stores/embedded/postgres.ts";
import { openPostgres } from "../../app/stores/postgres/connection.ts";
import { migratePostgres } from "../../migrations/postgres.ts";
import { childrenOf } from "../support/processes.ts";
import { makeTempDir } from "../support/stores.ts";

/** A PostgreSQL server that is killed and comes back at the same address with the same files. */
export interface KillablePostgres {
  url: string;
  /** kill -9 of the server and of all its sessions at once. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The embedded server, durable and migrated, behind an address that outlives it: its own port changes at each start. */
export async function startKillablePostgres(): Promise<KillablePostgres> {
  const { dir, remove } = await makeTempDir("killable-postgres");
  await chmod(dir, 0o711); // for root, whose Postgres runs as another user
  const start = async () => {
    const before = new Set(await childrenOf(process.pid));
    let onExit: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      onExit = resolve;
    });
    const { url, stop } = await startEmbeddedPostgres({ dir, log: createLog("silent"), onExit });
    const pid = (await childrenOf(process.pid)).find((child) => !before.has(child)) as number;
    return { url: new URL(url), pid, ended, stop };
  };
  let server = await start();
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(Number(server.url.port), server.url.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const url = new URL(server.url);
  url.port = String((proxy.address() as { port: number }).port);
  const pg = openPostgres(url.href);
  await migratePostgres(pg);
  await pg.destroy();
  return {
    url: url.href,
    async kill() {
      process.kill(-server.pid, "SIGKILL");
      await server.ended;
    },
    async restart() {
      server = await start();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await server.stop();
      await remove();
    },
  };
}
