import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makeTempDir } from "./stores.ts";

/** A ClickHouse server for a test: the real engine, in a process of its own, over HTTP. */
export interface ClickHouseGateway {
  /** For CLICKHOUSE_URL; the same after `restart`. */
  url: string;
  /** Inserts wait before they run, or their answers are kept back after they ran, until `release`. */
  hold(inserts: "before" | "after"): Promise<void>;
  release(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts again on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const script = fileURLToPath(new URL("./clickhouse-gateway.mjs", import.meta.url));

/** Needs the compiled service (`npm test` builds it). */
export async function startClickHouseGateway(): Promise<ClickHouseGateway> {
  const { dir, remove } = await makeTempDir("gateway");
  let port = 0;
  let child: ChildProcess;
  const start = async () => {
    const quiet = process.env.TEST_LOG_LEVEL ? "inherit" : "ignore";
    child = spawn(process.execPath, [script, path.join(dir, "data"), String(port)], {
      stdio: ["ignore", quiet, quiet, "ipc"],
    });
    const failed = once(child, "exit").then(([code]) => {
      throw new Error(`the gateway ended with ${code}: is dist/ built?`);
    });
    failed.catch(() => {}); // later it is meant to end
    const [ready] = (await Promise.race([once(child, "message"), failed])) as [{ port: number }];
    port = ready.port;
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  const tell = async (message: string) => {
    const done = once(child, "message");
    child.send(message);
    await done;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}/`,
    hold: (inserts) => tell(`hold-${inserts}`),
    release: () => tell("release"),
    kill,
    restart: start,
    async stop() {
      await kill();
      await remove();
    },
  };
}
