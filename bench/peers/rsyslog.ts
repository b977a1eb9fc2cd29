/**
 * rsyslog storing the same frames as rows in the same Postgres that the service embeds: octet-counted TCP in, ompgsql
 * out, its default queue and batches. No index on the text: rows are searchable by a scan only, which favours rsyslog.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findFreePort } from "../../app/stores/embedded/free-port.ts";
import { startEmbeddedPostgres } from "../../app/stores/embedded/postgres.ts";
import { makeFrames, stampFrame } from "../corpus/frames.ts";
import { answerParent } from "../process/child-side.ts";
import { stopWhenInterrupted } from "../process/cleanup.ts";
import { quietLog } from "../process/quiet-log.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";

export type PeerResult = { linesPerSecond: number; stored: number } | { missing: string };

const SERVERS = ["/usr/sbin/rsyslogd", "/usr/local/sbin/rsyslogd", "/opt/homebrew/sbin/rsyslogd"];
const MODULES = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
  "/opt/homebrew/lib",
];
const LINES_PER_FRAME = 277;
/** Nothing more stored in this long: what is still missing was lost or refused. */
const STUCK_MS = 15_000;

answerParent({
  async run({ lines }: { lines: number }): Promise<PeerResult> {
    const server = SERVERS.find((file) => existsSync(file));
    if (!server) return { missing: "rsyslogd is not installed" };
    const module = MODULES.map((dir) => `${dir}/rsyslog/ompgsql.so`).find((file) => existsSync(file));
    if (!module) return { missing: "rsyslog's ompgsql module (Debian: rsyslog-pgsql) is not installed" };
    const dir = await makeTempDir();
    const postgres = await startEmbeddedPostgres({ dir: path.join(dir, "postgres"), log: quietLog });
    const forget = stopWhenInterrupted(() => postgres.stop());
    const db = new pg.Client({ connectionString: postgres.url });
    let rsyslog: ChildProcess | null = null;
    const forgetRsyslog = stopWhenInterrupted(async () => rsyslog?.kill("SIGTERM"));
    try {
      await db.connect();
      await db.query(
        `CREATE TABLE lines (at timestamptz, priority int, host text, app text, process text, message text)`,
      );
      const port = await findFreePort();
      const config = path.join(dir, "rsyslog.conf");
      await writeFile(config, configuration({ dir, module, port, database: new URL(postgres.url) }), { mode: 0o600 });
      rsyslog = spawn(server, ["-n", "-f", config, "-i", path.join(dir, "rsyslog.pid")], { stdio: "ignore" });
      return await feed(db, port, lines);
    } finally {
      rsyslog?.kill("SIGTERM");
      if (rsyslog) await Promise.race([once(rsyslog, "exit"), sleep(10_000)]);
      rsyslog?.kill("SIGKILL");
      forgetRsyslog();
      await db.end();
      await postgres.stop();
      forget();
      removeDir(dir);
    }
  },
});

function configuration(options: { dir: string; module: string; port: number; database: URL }): string {
  const { dir, module, port, database } = options;
  const column = (property: string, format = "") => `property(name="${property}"${format})`;
  const values = [
    column("timestamp", ' dateFormat="rfc3339"'),
    column("pri"),
    column("hostname"),
    column("app-name"),
    column("procid"),
    column("msg"),
  ];
  return `
global(workDirectory="${dir}" maxMessageSize="16k")
module(load="imtcp")
module(load="${module}")
template(name="row" type="list" option.stdsql="on") {
  constant(value="INSERT INTO lines VALUES ('")
  ${values.join(`\n  constant(value="','")\n  `)}
  constant(value="')")
}
input(type="imtcp" address="127.0.0.1" port="${port}")
action(type="ompgsql" template="row" server="127.0.0.1" port="${database.port}" db="${database.pathname.slice(1)}"
  user="${database.username}" pass="${decodeURIComponent(database.password)}" queue.type="LinkedList" queue.size="200000"
  queue.dequeueBatchSize="1024")
`;
}

async function feed(db: pg.Client, port: number, linesMax: number): Promise<PeerResult> {
  const frames = makeFrames({ apps: 20, frames: 400, linesPerFrame: LINES_PER_FRAME });
  const socket = await connectWhenUp(port);
  const startedAtMs = performance.now();
  let sent = 0;
  for (let i = 0; sent < linesMax; i++, sent += LINES_PER_FRAME) {
    const frame = frames[i % frames.length] as (typeof frames)[number];
    stampFrame(frame, Date.now());
    if (!socket.write(Buffer.from(frame.body))) await once(socket, "drain");
  }
  let stored = 0;
  let movedAtMs = performance.now();
  while (stored < sent && performance.now() - movedAtMs < STUCK_MS) {
    await sleep(250);
    const { rows } = await db.query<{ n: string }>("SELECT count(*) AS n FROM lines");
    const count = Number(rows[0]?.n);
    if (count > stored) movedAtMs = performance.now();
    stored = count;
  }
  socket.destroy();
  return { linesPerSecond: stored / ((movedAtMs - startedAtMs) / 1000), stored };
}

async function connectWhenUp(port: number) {
  for (let attempt = 0; ; attempt++) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      socket.on("error", () => {}); // seen as lines that do not arrive
      return socket;
    } catch (error) {
      if (attempt > 100) throw error;
      await sleep(100);
    }
  }
}
