import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { SandboxContext } from "./context.ts";
import { Misbehaviour } from "./http/misbehave.ts";
import { ObjectStorage } from "./http/object-storage.ts";
import { RequestLog } from "./http/request-log.ts";
import { createHttpApp } from "./http/server.ts";
import { Logplex } from "./logplex/logplex.ts";
import { overridePartner, readManifest } from "./manifest.ts";
import { RateLimits } from "./platform/rate-limits.ts";
import { defaultClientSecret, mergeSettings, type SandboxOptions, systemClock } from "./settings.ts";
import { openStateFile, type StateFile } from "./state-file.ts";
import { TrafficControl } from "./traffic/traffic.ts";
import { WebhookSender } from "./webhooks/sender.ts";

/** A sandbox that listens, and its inside. */
export interface RunningSandbox {
  ctx: SandboxContext;
  server: Server;
  url: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Opens the state, wires the parts and listens.
 *
 * @throws when the manifest cannot be read, the directory not written, or the port is taken
 */
export async function openSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { host = "127.0.0.1", clock = systemClock, seed = 20_260_304 } = options;
  const settings = mergeSettings(options.settings);
  const manifest = readManifest(options.manifest ?? "addon-manifest.json");
  if (options.partner) overridePartner(manifest, options.partner);
  const file = openStateFile(options.dataDir ?? null, options.clientSecret ?? defaultClientSecret);
  followPartner(file, new URL(manifest.baseUrl).origin);
  let url = "";
  const ctx: SandboxContext = {
    settings,
    manifest,
    state: file.state,
    clock,
    seed,
    requests: new RequestLog(),
    objects: new ObjectStorage(),
    misbehaviour: new Misbehaviour(),
    rateLimits: new RateLimits(clock, settings.rateLimit),
    logplex: new Logplex(file.state, settings.logplex, clock),
    traffic: new TrafficControl(() => ctx),
    webhooks: new WebhookSender(() => ctx),
    url: () => url,
    save: file.save,
    log: options.log ?? (() => {}),
  };
  const server = createServer(createHttpApp(ctx));
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  url = `http://${host}:${port}`;
  ctx.webhooks.resume();
  return { ctx, server, url, port, close: () => closeSandbox(ctx, server, file.flush) };
}

/**
 * A service that comes back on another port finds its drains there: Heroku would keep posting to the old address until
 * the partner changes the drain URL, which a demo cannot wait for.
 */
function followPartner(file: StateFile, origin: string): void {
  const { state } = file;
  const before = state.partnerOrigin;
  state.partnerOrigin = origin;
  if (before === null || before === origin) return;
  const move = (url: string | null): string | null =>
    url?.startsWith(`${before}/`) ? origin + url.slice(before.length) : url;
  for (const drain of state.drains) drain.url = move(drain.url);
  for (const resource of state.resources) resource.logDrainUrl = move(resource.logDrainUrl);
  for (const webhook of state.webhooks) webhook.url = move(webhook.url) ?? webhook.url;
  file.save();
}

/** In the reverse order of opening; the state is written last, when nothing changes it any more. */
async function closeSandbox(ctx: SandboxContext, server: Server, flush: () => void): Promise<void> {
  ctx.traffic.stopAll();
  ctx.webhooks.close();
  ctx.logplex.close();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  flush();
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
