import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { projectRoot } from "../../app/lib/project-root.ts";
import { stopWhenInterrupted } from "../process/cleanup.ts";

export interface ClickHouseServer {
  /** As CLICKHOUSE_URL. */
  url: string;
  stop(): Promise<void>;
}

const SCRIPT = path.join(projectRoot, "test/support/clickhouse-gateway.mjs");

/** ClickHouse as production has it: in a process of its own, over HTTP. The engine is chDB, with the tests' gateway ahead. */
export async function startClickHouseServer(dir: string): Promise<ClickHouseServer> {
  const child = spawn(process.execPath, [SCRIPT, dir, "0"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const stop = () => end(child);
  const forget = stopWhenInterrupted(stop);
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`ClickHouse ended with ${code}`);
  });
  failed.catch(() => {}); // later it is meant to end
  const [{ port }] = (await Promise.race([once(child, "message"), failed])) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      await stop();
      forget();
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL"); // its data is thrown away
  await ended;
}
