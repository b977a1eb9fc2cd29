import type { SandboxContext } from "../context.ts";
import { cutRelease } from "../platform/releases.ts";
import type { UserRow } from "../rows/account.ts";
import type { AppRow } from "../rows/app.ts";
import { restartLines } from "./dyno-lines.ts";
import { TrafficGenerator } from "./generator.ts";
import { type NoiseKind, noises } from "./noise.ts";
import { Random } from "./random.ts";
import { newStage, type Stage } from "./stage.ts";

const tickMs = 100;

export interface TrafficOptions {
  linesPerSecond: number;
  /** A bad release and, a while later, its rollback come round this often; null for never. */
  incidentEveryMs: number | null;
}

interface Performance {
  stage: Stage;
  random: Random;
  generator: TrafficGenerator;
  options: TrafficOptions;
  timer: NodeJS.Timeout | null;
  /** When the next turn (release or rollback) comes. */
  turnMs: number;
}

/** How long an incident lasts, as a share of the time between two. */
const incidentShare = 0.3;

/** Plays traffic for any number of apps; the same seed and clock write the same lines. */
export class TrafficControl {
  readonly #ctx: () => SandboxContext;
  readonly #performances = new Map<string, Performance>();

  constructor(ctx: () => SandboxContext) {
    this.#ctx = ctx;
  }

  /** Starts, or changes the rate of, an app's traffic. */
  start(app: AppRow, options: TrafficOptions): void {
    const performance = this.#performanceOf(app);
    const nowMs = this.#ctx().clock.now();
    performance.options = options;
    performance.generator = new TrafficGenerator(performance.stage, performance.random, nowMs);
    performance.turnMs = nowMs + (options.incidentEveryMs ?? 0);
    if (performance.timer) clearInterval(performance.timer);
    performance.timer = setInterval(() => this.#tick(app, performance), tickMs);
  }

  stop(appId: string): void {
    const performance = this.#performances.get(appId);
    if (performance?.timer) clearInterval(performance.timer);
    if (performance) performance.timer = null;
  }

  stopAll(): void {
    for (const appId of this.#performances.keys()) this.stop(appId);
  }

  /** @returns lines per second; 0 when nothing plays */
  rateOf(appId: string): number {
    const performance = this.#performances.get(appId);
    return performance?.timer ? performance.options.linesPerSecond : 0;
  }

  makeNoise(app: AppRow, actor: UserRow, kind: NoiseKind): void {
    const { stage, random } = this.#performanceOf(app);
    noises[kind](this.#ctx(), app, actor, stage, random);
  }

  #performanceOf(app: AppRow): Performance {
    const known = this.#performances.get(app.id);
    if (known) return known;
    const ctx = this.#ctx();
    const random = new Random(ctx.seed);
    const stage = newStage(app, random);
    const performance: Performance = {
      stage,
      random,
      generator: new TrafficGenerator(stage, random, ctx.clock.now()),
      options: { linesPerSecond: 0, incidentEveryMs: null },
      timer: null,
      turnMs: 0,
    };
    this.#performances.set(app.id, performance);
    return performance;
  }

  #tick(app: AppRow, performance: Performance): void {
    const ctx = this.#ctx();
    this.#takeTurn(ctx, app, performance);
    const { linesPerSecond } = performance.options;
    ctx.logplex.write(app.id, performance.generator.linesUntil(ctx.clock.now(), linesPerSecond));
  }

  /** A bad release starts an incident, a rollback ends it. */
  #takeTurn(ctx: SandboxContext, app: AppRow, performance: Performance): void {
    const { options, stage, random } = performance;
    const nowMs = ctx.clock.now();
    const owner = ctx.state.users.find((user) => user.id === app.ownerId);
    if (options.incidentEveryMs === null || nowMs < performance.turnMs || !owner) return;
    const last = ctx.state.releases.filter((release) => release.appId === app.id).length;
    cutRelease(ctx, app, owner, stage.isFailing ? `Rollback to v${Math.max(1, last - 1)}` : `Deploy ${random.hex(8)}`);
    ctx.logplex.writeWhenDue(app.id, restartLines(nowMs, random, stage));
    stage.isFailing = !stage.isFailing;
    const share = stage.isFailing ? incidentShare : 1 - incidentShare;
    performance.turnMs = nowMs + options.incidentEveryMs * share;
  }
}
