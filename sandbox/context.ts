import type { Clock } from "./clock.ts";
import type { Misbehaviour } from "./http/misbehave.ts";
import type { ObjectStorage } from "./http/object-storage.ts";
import type { RequestLog } from "./http/request-log.ts";
import type { Logplex } from "./logplex/logplex.ts";
import type { Manifest } from "./manifest.ts";
import type { RateLimits } from "./platform/rate-limits.ts";
import type { Settings } from "./settings.ts";
import type { State } from "./state.ts";
import type { TrafficControl } from "./traffic/traffic.ts";
import type { WebhookSender } from "./webhooks/sender.ts";

/** What every part of the sandbox is handed; built once in `start.ts`. */
export interface SandboxContext {
  readonly settings: Settings;
  readonly manifest: Manifest;
  readonly state: State;
  readonly clock: Clock;
  readonly seed: number;
  readonly requests: RequestLog;
  readonly objects: ObjectStorage;
  readonly misbehaviour: Misbehaviour;
  readonly rateLimits: RateLimits;
  readonly logplex: Logplex;
  readonly traffic: TrafficControl;
  readonly webhooks: WebhookSender;
  /** Origin of the sandbox, known once it listens. */
  url(): string;
  save(): void;
  log(line: string): void;
}
