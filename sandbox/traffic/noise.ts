import type { SandboxContext } from "../context.ts";
import { setConfigVars } from "../platform/config-vars.ts";
import { cutRelease } from "../platform/releases.ts";
import { recordChange } from "../record-change.ts";
import type { UserRow } from "../rows/account.ts";
import type { AppRow } from "../rows/app.ts";
import { crashLines, memoryLines, restartLines } from "./dyno-lines.ts";
import type { Random } from "./random.ts";
import { newRequest, routerLine, timedOut } from "./router-lines.ts";
import type { Stage } from "./stage.ts";

/** Trouble on demand. It takes some seconds, as it would: each line is written when its time has come. */
export const noises = {
  /** A deploy: the release and every dyno's restart. */
  deploy: (ctx, app, actor, stage, random) => {
    cutRelease(ctx, app, actor, `Deploy ${random.hex(8)}`);
    ctx.logplex.writeWhenDue(app.id, restartLines(ctx.clock.now(), random, stage));
  },
  /** A dyno dies of memory and is started again. */
  crash: (ctx, app, _actor, stage, random) => {
    ctx.logplex.writeWhenDue(app.id, crashLines(ctx.clock.now(), random, stage));
  },
  /** Forty request timeouts in ten seconds. */
  h12: (ctx, app, _actor, stage, random) => {
    const lines = Array.from({ length: 40 }, (_, index) => {
      const request = timedOut(newRequest(stage, random));
      return routerLine(ctx.clock.now() + index * 250, random, stage, request);
    });
    ctx.logplex.writeWhenDue(app.id, lines);
  },
  /** A dyno above its memory quota. */
  r14: (ctx, app, _actor, _stage, random) => {
    ctx.logplex.writeWhenDue(app.id, memoryLines(ctx.clock.now(), random, "web.1", 530 + random.int(0, 40)));
  },
  /** Somebody changes a config var: release and restart. */
  config: (ctx, app, actor, stage, random) => {
    setConfigVars(ctx, app, actor, { PAYMENT_MODE: random.pick(["live", "test"]), PAYMENT_KEY: random.hex(12) });
    ctx.logplex.writeWhenDue(app.id, restartLines(ctx.clock.now(), random, stage));
  },
  /** Somebody scales the app. */
  scale: (ctx, app, actor, stage) => {
    stage.webDynos = stage.webDynos === 3 ? 4 : 3;
    const line = `Scaled to web@${stage.webDynos}:Standard-1X worker@${stage.workerDynos}:Standard-2X by user ${actor.email}`;
    recordChange(ctx, { app, actor, lines: [line] });
  },
  /** A console in production. */
  console: (ctx, app, actor) => {
    recordChange(ctx, { app, actor, lines: [`Starting process with command \`bash\` by user ${actor.email}`] });
  },
} satisfies Record<string, (ctx: SandboxContext, app: AppRow, actor: UserRow, stage: Stage, random: Random) => void>;

export type NoiseKind = keyof typeof noises;

export function isNoiseKind(word: string): word is NoiseKind {
  return Object.hasOwn(noises, word);
}
