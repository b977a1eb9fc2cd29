import type { LogMessage } from "../logplex/message.ts";
import type { Random } from "./random.ts";
import { dynoLine, dynosOf, type Stage } from "./stage.ts";

const commands: Record<string, string> = { web: "node dist/server.js", worker: "node dist/worker.js" };

/** Every dyno stops and starts again, as after a release or a config change. Takes about 12 seconds. */
export function restartLines(atMs: number, random: Random, stage: Stage): LogMessage[] {
  return dynosOf(stage).flatMap((dyno, index) => {
    const startMs = atMs + index * 700;
    const say = (afterMs: number, text: string) => dynoLine(startMs + afterMs, random, dyno, text);
    return [
      say(0, "Restarting"),
      say(40, "State changed from up to starting"),
      say(900, "Stopping all processes with SIGTERM"),
      say(1_800, "Process exited with status 143"),
      say(4_200, `Starting process with command \`${commands[dyno.split(".")[0] ?? "web"] ?? "node"}\``),
      say(8_600, "State changed from starting to up"),
    ];
  });
}

/** One dyno runs out of memory, dies and comes back. */
export function crashLines(atMs: number, random: Random, stage: Stage): LogMessage[] {
  const dyno = `web.${random.int(1, stage.webDynos)}`;
  const say = (afterMs: number, text: string) => dynoLine(atMs + afterMs, random, dyno, text);
  return [
    ...memoryLines(atMs, random, dyno, 512 + random.int(1, 90)),
    say(900, "Process running mem=1043M(203.7%)"),
    say(910, "Error R15 (Memory quota vastly exceeded)"),
    say(920, "Stopping process with SIGKILL"),
    say(1_400, "Process exited with status 137"),
    say(1_480, "State changed from up to crashed"),
    say(1_490, "State changed from crashed to starting"),
    say(5_200, "Starting process with command `node dist/server.js`"),
    say(9_900, "State changed from starting to up"),
  ];
}

export function memoryLines(atMs: number, random: Random, dyno: string, usedMb: number): LogMessage[] {
  const percent = ((usedMb / 512) * 100).toFixed(1);
  return [
    dynoLine(atMs, random, dyno, `Process running mem=${usedMb}M(${percent}%)`),
    dynoLine(atMs + 1, random, dyno, "Error R14 (Memory quota exceeded)"),
  ];
}

/** A run of Heroku Scheduler. */
export function schedulerLines(atMs: number, random: Random): LogMessage[] {
  const dyno = `scheduler.${random.int(1000, 9999)}`;
  const say = (afterMs: number, text: string) => dynoLine(atMs + afterMs, random, dyno, text);
  return [
    say(0, "Starting process with command `node dist/nightly.js`"),
    say(1_900, "State changed from starting to up"),
    { ...say(4_100, `nightly: ${random.int(3, 400)} rows archived`), priority: 190, source: "app" },
    say(4_400, "Process exited with status 0"),
    say(4_460, "State changed from up to complete"),
  ];
}
