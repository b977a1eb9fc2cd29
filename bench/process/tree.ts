import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** What a process and its descendants have used, by program: the root is `service`. */
export interface TreeUse {
  cpuSeconds: Record<string, number>;
  rssBytes: Record<string, number>;
}

export interface ProcessRow {
  pid: number;
  parent: number;
  name: string;
  /** Its own and that of children it has waited for, so that a short-lived backend's share is not lost. */
  cpuSeconds: number;
  rssBytes: number;
}

/** Linux counts CPU in ticks, 100 a second on every architecture Node runs on, and memory in pages. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** CPU and memory of a process tree, now. Shared memory is counted in each process that maps it: an upper bound. */
export async function readTree(root: number): Promise<TreeUse> {
  const rows = process.platform === "linux" ? await rowsFromProc() : await rowsFromPs();
  return sumTree(rows, root);
}

export function sumTree(rows: readonly ProcessRow[], root: number): TreeUse {
  const children = new Map<number, ProcessRow[]>();
  for (const row of rows) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  const use: TreeUse = { cpuSeconds: {}, rssBytes: {} };
  const pending = rows.filter((row) => row.pid === root);
  for (let row = pending.pop(); row; row = pending.pop()) {
    const name = row.pid === root ? "service" : row.name;
    use.cpuSeconds[name] = (use.cpuSeconds[name] ?? 0) + row.cpuSeconds;
    use.rssBytes[name] = (use.rssBytes[name] ?? 0) + row.rssBytes;
    pending.push(...(children.get(row.pid) ?? []));
  }
  return use;
}

/** `/proc/PID/stat`, whose second field may itself hold spaces and parentheses: fields are counted from the last one. */
export function parseProcStat(pid: number, stat: string): ProcessRow {
  const nameEnd = stat.lastIndexOf(")");
  const fields = stat.slice(nameEnd + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    parent: field(4),
    name: stat.slice(stat.indexOf("(") + 1, nameEnd),
    cpuSeconds: (field(14) + field(15) + field(16) + field(17)) / TICKS_PER_SECOND,
    rssBytes: field(24) * PAGE_BYTES,
  };
}

async function rowsFromProc(): Promise<ProcessRow[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null); // ended meanwhile
      return stat === null ? [] : [parseProcStat(pid, stat)];
    }),
  );
  return rows.flat();
}

async function rowsFromPs(): Promise<ProcessRow[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,rss=,time=,comm="]);
  return stdout.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (!match) return [];
    const [, pid, parent, rss, time, command] = match as unknown as string[];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        name: command?.split("/").at(-1) ?? "",
        cpuSeconds: parsePsTime(time ?? ""),
        rssBytes: Number(rss) * 1024,
      },
    ];
  });
}

/** `[[dd-]hh:]mm:ss[.cc]` */
export function parsePsTime(time: string): number {
  const [days, clock] = time.includes("-") ? time.split("-") : ["0", time];
  const seconds = (clock ?? "0").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number(days) * 86_400 + seconds;
}

export function subtractCpu(after: TreeUse, before: TreeUse): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after.cpuSeconds).map(([name, seconds]) => [name, seconds - (before.cpuSeconds[name] ?? 0)]),
  );
}
