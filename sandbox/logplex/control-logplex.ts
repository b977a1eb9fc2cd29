import type { SandboxContext } from "../context.ts";
import type { LogplexControls } from "../controls.ts";
import { ensureUser } from "../platform/account.ts";
import { getApp, ownerOf } from "../platform/find.ts";
import { addCustomerDrain } from "../platform/log-drains.ts";
import { addPastReleases, sendHistory } from "../traffic/history.ts";
import { formatTime } from "./message.ts";

/** Logplex as a program in the same process orders it about. */
export function logplexControls(ctx: SandboxContext): LogplexControls {
  return {
    send: (app, lines) => {
      const defaults = { priority: 190, source: "app", process: "web.1", time: formatTime(ctx.clock.now(), 0) };
      const messages = lines.map((line) => ({ ...defaults, ...(typeof line === "string" ? { text: line } : line) }));
      ctx.logplex.write(getApp(ctx, app).id, messages);
    },
    flush: () => ctx.logplex.flush(),
    startTraffic: (app, { linesPerSecond, incidentEveryMs = null }) =>
      ctx.traffic.start(getApp(ctx, app), { linesPerSecond, incidentEveryMs }),
    stopTraffic: (app) => ctx.traffic.stop(getApp(ctx, app).id),
    sendHistory: (app, { lines = 2_000, minutes = 60 } = {}) => {
      const row = getApp(ctx, app);
      return sendHistory(ctx, row, lines, addPastReleases(ctx, row, minutes));
    },
    makeNoise: (app, kind, actor) => {
      const row = getApp(ctx, app);
      ctx.traffic.makeNoise(row, actor ? ensureUser(ctx, actor) : ownerOf(ctx, row), kind);
    },
    addDrain: (app, url) => addCustomerDrain(ctx, getApp(ctx, app), url),
    loseAcks: (token, times) => ctx.logplex.loseAcks(token, times),
    stats: (token) => ctx.logplex.stats()[token],
  };
}
