import { createHash, randomBytes } from "node:crypto";
import type http from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { LogplexSettings } from "../settings.ts";
import { DrainBuffer } from "./drain-buffer.ts";
import { type DrainStats, emptyStats, type PostRecord, rememberPost } from "./drain-stats.ts";
import { encodeLossNotice } from "./message.ts";
import { isTemporary, newDrainAgent, type PostResult, postFrame } from "./post-frame.ts";

interface Frame {
  id: string;
  messages: Buffer[];
  tries: number;
}

/**
 * Sends one drain's messages, one request at a time.
 *
 * States: IDLE (nothing waits) -> COLLECTING (the first message arms the flush timer) -> SENDING (one frame in flight,
 * the same frame until it is delivered or lost) -> COLLECTING or IDLE. CLOSED sends nothing more.
 * Source: heroku/logplex `logplex_http_drain.erl`
 */
export class DrainSender {
  readonly stats: DrainStats = emptyStats();
  readonly #buffer: DrainBuffer;
  readonly #settings: LogplexSettings;
  readonly #clock: Clock;
  readonly #token: string;
  #url: URL;
  #agent: http.Agent;
  #pending: Frame | null = null;
  /** Messages lost and not yet told to the drain; `sinceMs` is null while only the buffer lost any. */
  #lost: { count: number; sinceMs: number | null } = { count: 0, sinceMs: null };
  #lastSuccessMs: number;
  #connectFailures = 0;
  #acksToLose = 0;
  #flushTimer: NodeJS.Timeout | null = null;
  #isSending = false;
  #closing = new AbortController();
  #idleWaiters: (() => void)[] = [];

  constructor(drain: { token: string; url: string }, settings: LogplexSettings, clock: Clock) {
    this.#token = drain.token;
    this.#url = new URL(drain.url);
    this.#settings = settings;
    this.#clock = clock;
    this.#buffer = new DrainBuffer(settings.bufferMessages);
    this.#agent = newDrainAgent(this.#url, settings);
    this.#lastSuccessMs = clock.now();
  }

  get url(): string {
    return this.#url.href;
  }

  setUrl(url: string): void {
    this.#agent.destroy();
    this.#url = new URL(url);
    this.#agent = newDrainAgent(this.#url, this.#settings);
  }

  push(messages: readonly Buffer[]): void {
    if (this.#closing.signal.aborted) return;
    this.stats.messagesAccepted += messages.length;
    this.#countDisplaced(this.#buffer.push(messages));
    const isBatchReady =
      this.#buffer.bytes >= this.#settings.batchBytesTarget || this.#buffer.count * 2 >= this.#buffer.capacity;
    if (isBatchReady) this.#sendNow();
    else this.#flushTimer ??= setTimeout(() => this.#sendNow(), this.#settings.flushIntervalMs);
  }

  /** Sends what waits without waiting for the timer; resolves when it is delivered or lost. */
  flush(): Promise<void> {
    this.#sendNow();
    if (!this.#isSending) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Treats the next good answers as if they had been lost on the way: the frame is sent again under its id. */
  loseAcks(times: number): void {
    this.#acksToLose = times;
  }

  close(): void {
    this.#closing.abort();
    if (this.#flushTimer) clearTimeout(this.#flushTimer);
    this.#agent.destroy();
    this.#settleIdle();
  }

  #sendNow(): void {
    if (this.#flushTimer) clearTimeout(this.#flushTimer);
    this.#flushTimer = null;
    if (!this.#isSending && !this.#closing.signal.aborted) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    if (!this.#pending && this.#buffer.count === 0) return;
    this.#isSending = true;
    while (!this.#closing.signal.aborted) {
      this.#pending ??= this.#nextFrame();
      if (!this.#pending) break;
      await this.#tryFrame(this.#pending);
    }
    this.#isSending = false;
    this.#settleIdle();
  }

  #nextFrame(): Frame | null {
    const messages = this.#buffer.takeBatch(this.#settings.batchBytesTarget);
    if (messages.length === 0) return null;
    return { id: createHash("md5").update(randomBytes(16)).digest("hex").toUpperCase(), messages, tries: 0 };
  }

  /** The loss notice is made anew on each try, so a retry has the same id and possibly another body. */
  async #tryFrame(frame: Frame): Promise<void> {
    const nowMs = this.#clock.now();
    const declaredLost = this.#lost.count;
    const notice = declaredLost > 0 ? [encodeLossNotice(declaredLost, this.#lost.sinceMs ?? nowMs, nowMs)] : [];
    const parts = [...notice, ...frame.messages];
    const body = Buffer.concat(parts);
    const result = await postFrame(
      { url: this.#url, agent: this.#agent, token: this.#token, frameId: frame.id, messageCount: parts.length, body },
      this.#settings,
    );
    if (this.#closing.signal.aborted) return;
    const record: PostRecord = {
      at: new Date(nowMs).toISOString(),
      frameId: frame.id,
      tryNumber: result.kind === "not-connected" ? frame.tries : frame.tries + 1,
      messageCount: parts.length,
      bytes: body.length,
      declaredLost,
      result: result.kind === "answered" ? result.status : result.kind,
    };
    rememberPost(this.stats, record, result);
    await this.#settleTry(frame, declaredLost, result);
  }

  async #settleTry(frame: Frame, declaredLost: number, result: PostResult): Promise<void> {
    if (result.kind === "not-connected") {
      this.#shrinkAfterSilence();
      return this.#waitToReconnect();
    }
    this.#connectFailures = 0;
    frame.tries += 1;
    const isAckLost = result.kind === "answered" && result.status < 300 && result.status >= 200 && this.#acksToLose > 0;
    if (isAckLost) this.#acksToLose -= 1;
    if (result.kind === "answered" && !isTemporary(result.status) && !isAckLost) {
      if (result.status >= 400) return this.#loseFrame(frame);
      return this.#succeed(frame, declaredLost);
    }
    this.#shrinkAfterSilence();
    if (frame.tries >= this.#settings.triesMax) this.#loseFrame(frame);
  }

  #succeed(frame: Frame, declaredLost: number): void {
    this.#pending = null;
    this.#lastSuccessMs = this.#clock.now();
    this.#lost = { count: this.#lost.count - declaredLost, sinceMs: null };
    this.#buffer.resize(this.#settings.bufferMessages);
    this.stats.framesDelivered += 1;
    this.stats.messagesDelivered += frame.messages.length;
  }

  #loseFrame(frame: Frame): void {
    this.#pending = null;
    this.#lost.count += frame.messages.length;
    this.#lost.sinceMs ??= this.#clock.now();
    this.stats.framesLost += 1;
    this.stats.messagesLost += frame.messages.length;
    this.#shrinkAfterSilence();
  }

  #shrinkAfterSilence(): void {
    if (this.#clock.now() - this.#lastSuccessMs <= this.#settings.shrinkAfterMs) return;
    this.#countDisplaced(this.#buffer.resize(this.#settings.shrunkBufferMessages));
  }

  #countDisplaced(count: number): void {
    this.#lost.count += count;
    this.stats.messagesDisplaced += count;
  }

  /** Delay = unit * floor((2^rand(1..min(failures, 10)) - 1) / 2). */
  async #waitToReconnect(): Promise<void> {
    this.#connectFailures += 1;
    const exponent = 1 + Math.floor(Math.random() * Math.min(this.#connectFailures, 10));
    const delayMs = this.#settings.connectBackoffUnitMs * Math.floor((2 ** exponent - 1) / 2);
    await delay(delayMs, undefined, { signal: this.#closing.signal }).catch(() => {});
  }

  #settleIdle(): void {
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
