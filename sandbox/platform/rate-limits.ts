import type { Clock } from "../clock.ts";

interface Bucket {
  tokens: number;
  filledMs: number;
}

/**
 * The Platform API's token bucket, one per account: refilled a little at a time, one token a call.
 * Source: Dev Center "Platform API Reference", Rate Limits
 */
export class RateLimits {
  readonly #clock: Clock;
  readonly #tokensMax: number;
  readonly #tokensPerMs: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, settings: { tokensMax: number; tokensPerMinute: number }) {
    this.#clock = clock;
    this.#tokensMax = settings.tokensMax;
    this.#tokensPerMs = settings.tokensPerMinute / 60_000;
  }

  /** Whole tokens left. */
  remaining(account: string): number {
    return Math.floor(this.#fill(account).tokens);
  }

  /** @returns false when the account has none left */
  take(account: string): boolean {
    const bucket = this.#fill(account);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** For tests: leaves an account this many tokens. */
  set(account: string, tokens: number): void {
    this.#fill(account).tokens = tokens;
  }

  #fill(account: string): Bucket {
    const nowMs = this.#clock.now();
    const bucket = this.#buckets.get(account) ?? { tokens: this.#tokensMax, filledMs: nowMs };
    const gained = Math.max(0, nowMs - bucket.filledMs) * this.#tokensPerMs;
    bucket.tokens = Math.min(this.#tokensMax, bucket.tokens + gained);
    bucket.filledMs = nowMs;
    this.#buckets.set(account, bucket);
    return bucket;
  }
}
