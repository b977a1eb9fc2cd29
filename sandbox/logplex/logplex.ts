import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { DrainRow } from "../rows/addon.ts";
import type { LogplexSettings } from "../settings.ts";
import type { State } from "../state.ts";
import { DrainSender } from "./drain-sender.ts";
import type { DrainStats } from "./drain-stats.ts";
import { encodeMessage, type LogMessage } from "./message.ts";

const lastFlushMs = 1_000;

/** Routes an app's messages to its drains. Senders are made when a drain first has something to send. */
export class Logplex {
  readonly #settings: LogplexSettings;
  readonly #clock: Clock;
  readonly #state: State;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #senders = new Map<string, DrainSender>();

  constructor(state: State, settings: LogplexSettings, clock: Clock) {
    this.#state = state;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Messages of an app without a ready drain are gone, as on Heroku. */
  write(appId: string, messages: readonly LogMessage[]): void {
    const drains = this.#state.drains.filter((drain) => drain.appId === appId && drain.url !== null);
    if (drains.length === 0) return;
    const encoded = messages.map(encodeMessage);
    for (const drain of drains) this.#senderOf(drain)?.push(encoded);
  }

  /** Writes each message when its time has come; past ones at once. */
  writeWhenDue(appId: string, messages: readonly LogMessage[]): void {
    const nowMs = this.#clock.now();
    const byDelay = new Map<number, LogMessage[]>();
    for (const message of messages) {
      const delayMs = Math.max(0, Date.parse(message.time) - nowMs);
      byDelay.set(delayMs, [...(byDelay.get(delayMs) ?? []), message]);
    }
    for (const [delayMs, due] of byDelay) {
      if (delayMs === 0) {
        this.write(appId, due);
        continue;
      }
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.write(appId, due);
      }, delayMs);
      this.#timers.add(timer);
    }
  }

  /** Resolves when every drain has delivered or lost what it had; what is not yet due does not count. */
  async flush(): Promise<void> {
    await Promise.all([...this.#senders.values()].map((sender) => sender.flush()));
  }

  /** By drain token. */
  stats(): Record<string, DrainStats> {
    return Object.fromEntries([...this.#senders].map(([token, sender]) => [token, sender.stats]));
  }

  loseAcks(token: string, times: number): void {
    const drain = this.#state.drains.find((row) => row.token === token);
    if (drain) this.#senderOf(drain)?.loseAcks(times);
  }

  /** Stops a removed drain after a last flush; what cannot be delivered at once is discarded. */
  removeDrain(token: string): void {
    const sender = this.#senders.get(token);
    this.#senders.delete(token);
    if (!sender) return;
    const isOver = Promise.race([sender.flush(), delay(lastFlushMs, undefined, { ref: false })]);
    void isOver.then(() => sender.close());
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const sender of this.#senders.values()) sender.close();
    this.#senders.clear();
  }

  #senderOf(drain: DrainRow): DrainSender | null {
    if (drain.url === null) return null;
    const known = this.#senders.get(drain.token);
    if (known) {
      if (known.url !== new URL(drain.url).href) known.setUrl(drain.url);
      return known;
    }
    const sender = new DrainSender({ token: drain.token, url: drain.url }, this.#settings, this.#clock);
    this.#senders.set(drain.token, sender);
    return sender;
  }
}
