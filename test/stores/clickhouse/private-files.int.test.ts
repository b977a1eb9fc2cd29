import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ClickHouse, openEmbeddedClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { makeTempDir } from "../../support/stores.ts";

/** No process has it: the largest a Linux kernel gives is 2^22. */
const DEAD_PID = 4_194_305;

let temp: Awaited<ReturnType<typeof makeTempDir>>;
let dir: string;
let parent: string;
let opened: ClickHouse;
let before: string[];
beforeAll(async () => {
  temp = await makeTempDir("private-files");
  dir = path.join(temp.dir, "clickhouse");
  parent = existsSync("/dev/shm") ? "/dev/shm" : dir;
  // As older versions left it.
  await mkdir(dir);
  await chmod(dir, 0o755);
  before = [`${DEAD_PID}`, `${DEAD_PID}-a1B2c3`, `${process.ppid}-a1B2c3`, `${process.pid}`].map((owner) =>
    path.join(parent, `draintrail-blocks-${owner}`),
  );
  for (const left of before) await mkdir(left, { recursive: true });
  opened = await openEmbeddedClickHouse(dir);
});
afterAll(async () => {
  await opened.close();
  for (const left of before) await rm(left, { recursive: true, force: true });
  await temp.remove();
});

const modeOf = async (of: string) => ((await stat(of)).mode & 0o777).toString(8);
const blockDirs = async () =>
  (await readdir(parent)).filter((name) => name.startsWith(`draintrail-blocks-${process.pid}`));

it("other accounts of the machine cannot read the data, also of a directory that was open to them", async () => {
  expect(await modeOf(dir)).toBe("700");
});

it("blocks on their way pass through a new directory of ours alone, whose name nobody could know before", async () => {
  const [own, ...more] = await blockDirs();
  expect(more).toEqual([]);
  expect(own).toMatch(new RegExp(`^draintrail-blocks-${process.pid}-\\w{6}$`));
  expect(await modeOf(path.join(parent, own ?? ""))).toBe("700");
});

it("what dead processes left of them is removed, and nothing of one that lives", async () => {
  expect(before.map((left) => existsSync(left))).toEqual([false, false, true, false]);
});
