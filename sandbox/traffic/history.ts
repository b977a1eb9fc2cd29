import type { SandboxContext } from "../context.ts";
import { encodeMessage, type LogMessage } from "../logplex/message.ts";
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

/**
 * Sends lines whose timestamps are spread over the past, with one bad release in the middle and its rollback, so
 * that a first look at the dashboard has something to show.
 *
 * @param lines    about how many
 * @param minutes  how far back
 * @returns        how many were sent
 */
export async function sendHistory(ctx: SandboxContext, app: AppRow, lines: number, minutes: number): Promise<number> {
  const nowMs = ctx.clock.now();
  const startMs = nowMs - minutes * 60_000;
  const random = new Random(ctx.seed + 1);
  const stage = newStage(app, random);
  const generator = new TrafficGenerator(stage, random, startMs, historyPeriods);
  // About a tenth of the lines comes from the samplers and the restarts.
  const linesPerSecond = (lines * 0.9) / (minutes * 60);
  const [badMs, mendedMs] = [startMs + minutes * 60_000 * 0.6, startMs + minutes * 60_000 * 0.68];

  const all: LogMessage[] = generator.linesUntil(badMs, linesPerSecond);
  all.push(...releaseLines(ctx, app, `Deploy ${random.hex(8)}`, badMs), ...restartLines(badMs, random, stage));
  stage.isFailing = true;
  all.push(...generator.linesUntil(mendedMs, linesPerSecond * 1.6));
  stage.isFailing = false;
  all.push(...releaseLines(ctx, app, "Rollback to v1", mendedMs), ...restartLines(mendedMs, random, stage));
  all.push(...generator.linesUntil(nowMs, linesPerSecond));

  all.sort(byTime);
  for (let at = 0; at < all.length; at += chunkMessages) {
    ctx.logplex.write(app.id, all.slice(at, at + chunkMessages));
    await ctx.logplex.flush();
  }
  return all.length;
}

function releaseLines(ctx: SandboxContext, app: AppRow, description: string, atMs: number): LogMessage[] {
  const owner = ctx.state.users.find((user) => user.id === app.ownerId);
  if (!owner) return [];
  return addRelease(ctx, app, owner, description, Math.floor(atMs)).lines;
}

/** Mean bytes of a message as framed, for the README's claim and its test. */
export function meanBytes(messages: readonly LogMessage[]): number {
  const bytes = messages.reduce((sum, message) => sum + encodeMessage(message).length, 0);
  return messages.length === 0 ? 0 : bytes / messages.length;
}
