import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { EmbeddedLog } from "./log.ts";
import { stopProcess } from "./processes.ts";

const tailLinesMax = 40;
const lastWordsMs = 250;

export interface ChildOptions {
  /** What the log and the errors call it: "Postgres", "Redis". */
  name: string;
  command: string;
  args: readonly string[];
  log: EmbeddedLog;
  cwd: string;
  env?: NodeJS.ProcessEnv;
  uid?: number | undefined;
  gid?: number | undefined;
  /** Signals that stop it, mildest first; the first is also sent when this process exits without stopping it. */
  stopSteps: readonly { signal: NodeJS.Signals; waitMs: number }[];
  /** How loud a line of its output is in our log. */
  levelOf(line: string): "debug" | "warn" | "error";
}

export interface Child {
  readonly pid: number;
  /** Resolves once, with what ended it, in words. */
  readonly ended: Promise<string>;
  hasEnded(): boolean;
  /** The last lines it printed, for an error message. */
  tail(): string;
  stop(): Promise<void>;
  /** From now on an end nobody asked for is logged and told to `onExit`. */
  watch(onExit: ((error: Error) => void) | undefined): void;
}

/**
 * Starts a server that lives and dies with this process.
 *
 * It gets a process group of its own: Ctrl-C in a terminal signals the whole foreground group, and a store that stops
 * on its own at that moment would fail the work our ordered shutdown is still finishing.
 *
 * @throws Error when the program cannot be executed
 */
export async function spawnChild(options: ChildOptions): Promise<Child> {
  const { name, log } = options;
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.env && { env: options.env }),
    ...(options.uid !== undefined && { uid: options.uid }),
    ...(options.gid !== undefined && { gid: options.gid }),
  });
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      // Its last words on stderr may still be on their way, but its own children can hold the pipe open for longer.
      const timer = setTimeout(resolve, lastWordsMs, how);
      child.once("close", () => {
        clearTimeout(timer);
        resolve(how);
      });
    });
  });
  const tail = followOutput(child, options);
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("spawn", () => resolve(child.pid as number));
    child.once("error", (error) => reject(new Error(`${name} could not be started: ${error.message}`)));
  });

  let hasEnded = false;
  let isStopping = false;
  const signalAtExit = () => void child.kill(options.stopSteps[0]?.signal ?? "SIGTERM");
  process.once("exit", signalAtExit);
  const finished = ended.then((how) => {
    hasEnded = true;
    process.removeListener("exit", signalAtExit);
    return how;
  });

  return {
    pid,
    ended: finished,
    hasEnded: () => hasEnded,
    tail: () => tail.join("\n"),
    async stop() {
      isStopping = true;
      if (hasEnded) return;
      await stopProcess(pid, options.stopSteps);
      await finished;
    },
    watch(onExit) {
      void finished.then((how) => {
        if (isStopping) return;
        const error = new Error(`${name} (pid ${pid}) ended unexpectedly with ${how}.`);
        log.error({ pid, tail: tail.slice(-5) }, error.message);
        onExit?.(error);
      });
    },
  };
}

/** Sends each line of output to the log and keeps the last ones. */
function followOutput(child: ChildProcess, { name, log, levelOf }: ChildOptions): string[] {
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      if (line.trim() === "") return;
      tail.push(line);
      if (tail.length > tailLinesMax) tail.shift();
      log[levelOf(line)]({ store: name }, line);
    });
  }
  return tail;
}
