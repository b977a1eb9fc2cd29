import { createHmac } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { isoSeconds, toIsoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { sendHttp } from "../http/send-http.ts";
import { newUuid } from "../ids.ts";
import type { WebhookDeliveryRow, WebhookEventRow, WebhookRow } from "../rows/webhook.ts";

/** `base64(HMAC-SHA256(secret, body))` over the raw bytes. Source: Dev Center "App Webhooks", Securing Requests */
export function signWebhook(secret: string, body: string | Buffer): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

interface Queue {
  waiting: { delivery: WebhookDeliveryRow; lateMs: number }[];
  isRunning: boolean;
}

/**
 * Delivers webhook events, one at a time and in order for each subscription. `notify` tries once; `sync` tries again
 * with growing pauses while later deliveries wait.
 * Source: heroku/webhooks-docs README
 */
export class WebhookSender {
  readonly #ctx: () => SandboxContext;
  readonly #queues = new Map<string, Queue>();
  readonly #closing = new AbortController();
  #idleWaiters: (() => void)[] = [];

  constructor(ctx: () => SandboxContext) {
    this.#ctx = ctx;
  }

  enqueue(delivery: WebhookDeliveryRow, lateMs = 0): void {
    const queue = this.#queues.get(delivery.webhookId) ?? { waiting: [], isRunning: false };
    this.#queues.set(delivery.webhookId, queue);
    queue.waiting.push({ delivery, lateMs });
    if (!queue.isRunning) void this.#run(queue);
  }

  /** Takes up what an earlier process left unfinished. */
  resume(): void {
    const open = this.#ctx().state.webhookDeliveries.filter(
      ({ status }) => status === "pending" || status === "retrying",
    );
    for (const delivery of open) this.enqueue(delivery);
  }

  /** Resolves when nothing waits; a `sync` delivery that is being retried counts as waiting. */
  idle(): Promise<void> {
    if (![...this.#queues.values()].some((queue) => queue.isRunning)) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  close(): void {
    this.#closing.abort();
  }

  async #run(queue: Queue): Promise<void> {
    queue.isRunning = true;
    for (let next = queue.waiting.shift(); next && !this.#closing.signal.aborted; next = queue.waiting.shift()) {
      if (next.lateMs > 0) await this.#pause(next.lateMs);
      await this.#deliver(next.delivery);
    }
    queue.isRunning = false;
    if (![...this.#queues.values()].some((each) => each.isRunning)) {
      for (const resolve of this.#idleWaiters.splice(0)) resolve();
    }
  }

  async #deliver(delivery: WebhookDeliveryRow): Promise<void> {
    const ctx = this.#ctx();
    const { retryBaseMs, retryMaxMs, triesMax } = ctx.settings.webhooks;
    while (!this.#closing.signal.aborted) {
      const webhook = ctx.state.webhooks.find((row) => row.id === delivery.webhookId);
      const event = ctx.state.webhookEvents.find((row) => row.id === delivery.eventId);
      if (!webhook || !event) return;
      const isDelivered = await this.#attempt(ctx, webhook, event, delivery);
      const isLast = webhook.level === "notify" || delivery.numAttempts >= triesMax;
      delivery.status = isDelivered ? "succeeded" : isLast ? "failed" : "retrying";
      delivery.updatedAt = isoSeconds(ctx.clock);
      delivery.nextAttemptAt = null;
      if (delivery.status === "retrying") {
        const pauseMs = Math.min(retryMaxMs, retryBaseMs * 2 ** (delivery.numAttempts - 1));
        delivery.nextAttemptAt = toIsoSeconds(ctx.clock.now() + pauseMs);
        ctx.save();
        await this.#pause(pauseMs);
        continue;
      }
      ctx.save();
      return;
    }
  }

  async #attempt(
    ctx: SandboxContext,
    webhook: WebhookRow,
    event: WebhookEventRow,
    delivery: WebhookDeliveryRow,
  ): Promise<boolean> {
    const attemptId = newUuid();
    const startedAt = isoSeconds(ctx.clock);
    const body = JSON.stringify(deliveryPayload(webhook, event, delivery, attemptId));
    const headers: Record<string, string> = {
      "Content-Type": "application/json",
      "User-Agent": "Heroku-Webhooks/1.0",
      "Heroku-Webhook-Hmac-SHA256": signWebhook(webhook.secret, body),
      ...(webhook.authorization ? { Authorization: webhook.authorization } : {}),
    };
    let code: number | null = null;
    let errorClass: string | null = null;
    try {
      const { timeoutMs } = ctx.settings.webhooks;
      code = (await sendHttp({ method: "POST", url: webhook.url, headers, body, timeoutMs })).status;
    } catch (error) {
      errorClass = (error as { code?: string }).code ?? "Error";
    }
    const isDelivered = code !== null && code >= 200 && code <= 299;
    delivery.numAttempts += 1;
    delivery.lastAttempt = {
      id: attemptId,
      code,
      error_class: errorClass,
      status: isDelivered ? "succeeded" : "failed",
      created_at: startedAt,
      updated_at: isoSeconds(ctx.clock),
    };
    const call = { at: startedAt, direction: "out", method: "POST", path: webhook.url } as const;
    ctx.requests.add({ ...call, headers, body: JSON.parse(body), status: code ?? 0 });
    return isDelivered;
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}

/** Source: heroku/webhooks-docs `docs/event-examples` */
function deliveryPayload(
  webhook: WebhookRow,
  event: WebhookEventRow,
  delivery: WebhookDeliveryRow,
  attemptId: string,
): Record<string, unknown> {
  return {
    ...event.payload,
    created_at: event.createdAt,
    id: event.id,
    published_at: event.createdAt,
    sequence: null,
    updated_at: event.updatedAt,
    webhook_metadata: {
      attempt: { id: attemptId },
      delivery: { id: delivery.id },
      event: { id: event.id, include: event.include },
      webhook: { id: webhook.id },
    },
  };
}
