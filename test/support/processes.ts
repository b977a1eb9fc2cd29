import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { eventually, freePort } from "./service.ts";

/** A process of the compiled service, as production runs it. */
export interface ServiceProcess {
  pid: number;
  /** The last lines of its log, for a failing test. */
  output(): string;
  /** kill -9, of this process alone. */
  kill(): Promise<void>;
  /** kill -9 of this process and of every server it started, all at once. */
  killGroup(): Promise<void>;
  /** SIGSTOP and SIGCONT: a process that sleeps through its own death. */
  pause(): void;
  resume(): void;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
}

export interface WebProcess extends ServiceProcess {
  url: string;
}

/** Secrets a test can know; the same in every process of one service. */
const SECRETS = {
  ADDON_PASSWORD: "pw-for-tests",
  ADDON_SSO_SALT: "s4ltForTestsOnly",
  HEROKU_CLIENT_SECRET: "client-secret-for-tests",
  OPERATOR_PASSWORD: "operator-for-tests",
  HEROKU_API_URL: "http://127.0.0.1:9",
  HEROKU_ID_URL: "http://127.0.0.1:9",
};

export type Env = Record<string, string>;

const running = new Set<ServiceProcess>();

/** Nothing a test file started outlives it; call in `afterAll`. */
export async function killRemaining(): Promise<void> {
  await Promise.all([...running].map((one) => one.killGroup()));
}

/** A web process on a port of its own; it answers when this resolves. */
export async function startWebProcess(env: Env, port?: number): Promise<WebProcess> {
  const own = port ?? (await freePort());
  const url = `http://127.0.0.1:${own}`;
  const service = startProcess("app/server.js", { ...env, PORT: String(own), BASE_URL: url });
  await Promise.race([eventually(() => isAnswering(url)), failed(service)]);
  return { ...service, url };
}

export async function startWorkerProcess(env: Env): Promise<ServiceProcess> {
  const service = startProcess("workers/main.js", env);
  const isRunning = async () => service.output().includes("workers are running");
  await Promise.race([eventually(isRunning), failed(service)]);
  return service;
}

const isAnswering = (url: string) =>
  fetch(`${url}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  );

type Started = ServiceProcess & { child: ChildProcess };

async function failed({ child, output }: Started): Promise<never> {
  await once(child, "exit");
  throw new Error(`the process ended early: is dist/ built?\n${output()}`);
}

function startProcess(entry: string, env: Env): Started {
  const script = fileURLToPath(new URL(`../../dist/${entry}`, import.meta.url));
  const { PATH = "", HOME = "" } = process.env; // and no NODE_ENV: a developer's machine
  const child = spawn(process.execPath, [script], {
    env: { PATH, HOME, LOG_LEVEL: "info", UV_THREADPOOL_SIZE: "16", ...SECRETS, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => {
      tail.push(bytes.toString());
      if (tail.length > 200) tail.splice(0, 100);
    });
  const ended = once(child, "exit");
  const pid = child.pid as number;
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const started: Started = {
    child,
    pid,
    output: () => tail.join(""),
    kill,
    async killGroup() {
      const servers = await childrenOf(pid);
      child.kill("SIGKILL");
      // Each embedded server leads a process group of its own.
      for (const server of servers) process.kill(-server, "SIGKILL");
      await ended;
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      return child.exitCode;
    },
  };
  running.add(started);
  void ended.then(() => running.delete(started));
  return started;
}

/** The servers a process started and that still run. */
export async function childrenOf(pid: number): Promise<number[]> {
  if (process.platform === "linux") {
    const list = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
    return list.split(" ").filter(Boolean).map(Number);
  }
  const ps = spawn("ps", ["-A", "-o", "pid=,ppid="], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  for await (const part of ps.stdout) text += part;
  return text
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child as number);
}
