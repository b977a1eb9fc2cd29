import type { SandboxContext } from "../context.ts";
import { encodeMessage, type LogMessage } from "../logplex/message.ts";
import { ownerOf } from "../platform/find.ts";
import { addRelease } from "../platform/releases.ts";
import type { AppRow } from "../rows/app.ts";
import { restartLines } from "./dyno-lines.ts";
import { byTime, TrafficGenerator } from "./generator.ts";
import { Random } from "./random.ts";
import { newStage } from "./stage.ts";

/** A quiet app's samplers would fill the page; in the back-fill they come rarely. */
const historyPeriods = { runtimeMs: 300_000, postgresMs: 120_000, redisMs: 120_000, schedulerMs: 1_200_000 };
/** Below half of Logplex's buffer, so that nothing overflows. */
const chunkMessages = 400;

/** A bad release and its rollback in an app's past, and what its log said of each. */
export interface PastReleases {
  startMs: number;
  bad: { atMs: number; lines: LogMessage[] };
  mended: { atMs: number; lines: LogMessage[] };
}

/**
 * Gives the app its past releases. To be called before anything else is released to the app: a version's number says
 * which one came first.
 *
 * @param minutes  how far back the past goes
 */
export function addPastReleases(ctx: SandboxContext, app: AppRow, minutes: number): PastReleases {
  const startMs = ctx.clock.now() - minutes * 60_000;
  const at = (share: number) => Math.floor(startMs + minutes * 60_000 * share);
  const owner = ownerOf(ctx, app);
  const release = (description: string, atMs: number) => ({
    atMs,
    ...addRelease(ctx, app, owner, description, atMs),
  });
  const bad = release(`Deploy ${new Random(ctx.seed + 1).hex(8)}`, at(0.6));
  return { startMs, bad, mended: release(`Rollback to v${bad.release.version - 1}`, at(0.68)) };
}

/**
 * Sends lines whose timestamps are spread over the past, with one bad release in the middle and its rollback, so
 * that a first look at the dashboard has something to show.
 *
 * @param lines  about how many
 * @param past   from when on, and the releases among them
 * @returns      how many were sent
 */
export async function sendHistory(
  ctx: SandboxContext,
  app: AppRow,
  lines: number,
  { startMs, bad, mended }: PastReleases,
): Promise<number> {
  const nowMs = ctx.clock.now();
  const random = new Random(ctx.seed + 1);
  const stage = newStage(app, random);
  const generator = new TrafficGenerator(stage, random, startMs, historyPeriods);
  // About a tenth of the lines comes from the samplers and the restarts.
  const linesPerSecond = (lines * 0.9) / ((nowMs - startMs) / 1000);

  const all: LogMessage[] = generator.linesUntil(bad.atMs, linesPerSecond);
  all.push(...bad.lines, ...restartLines(bad.atMs, random, stage));
  stage.isFailing = true;
  all.push(...generator.linesUntil(mended.atMs, linesPerSecond * 1.6));
  stage.isFailing = false;
  all.push(...mended.lines, ...restartLines(mended.atMs, random, stage));
  all.push(...generator.linesUntil(nowMs, linesPerSecond));

  all.sort(byTime);
  for (let at = 0; at < all.length; at += chunkMessages) {
    ctx.logplex.write(app.id, all.slice(at, at + chunkMessages));
    await ctx.logplex.flush();
  }
  return all.length;
}

/** Mean bytes of a message as framed, for the README's claim and its test. */
export function meanBytes(messages: readonly LogMessage[]): number {
  const bytes = messages.reduce((sum, message) => sum + encodeMessage(message).length, 0);
  return messages.length === 0 ? 0 : bytes / messages.length;
}
