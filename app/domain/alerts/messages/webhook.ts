import { createHmac } from "node:crypto";
import { isCompared } from "../../../contract/alert-words.ts";
import type { AlertNews, Message } from "./message.ts";

/** Version 1 of the body; docs/alerts.md describes it. Members are added, never changed. */
const VERSION = 1;

/**
 * JSON, signed as Standard Webhooks says: `webhook-id` is the same for each try, so that a receiver can tell them apart from
 * news. Source: Standard Webhooks specification 1.0.0.
 *
 * @param signingSecret `whsec_` and base64
 */
export function webhookMessage(url: string, signingSecret: string, news: AlertNews, now: Date): Message {
  const { event, alert, resource, sample } = news;
  const body = JSON.stringify({
    version: VERSION,
    type: `alert.${event.type}`,
    timestamp: event.at,
    data: {
      id: event.id,
      alert: {
        id: alert.id,
        name: alert.name,
        watches: alert.watches,
        query: alert.query,
        condition: alert.condition,
        count: alert.count,
        ...(isCompared(alert) ? { times: alert.times } : {}),
        window_minutes: alert.window_minutes,
      },
      resource,
      count: event.count,
      ...(event.count_day_before === null ? {} : { count_day_before: event.count_day_before }),
      window: event.window,
      [alert.watches]: sample[alert.watches],
      url: news.url,
    },
  });
  const seconds = Math.floor(now.getTime() / 1000);
  const key = Buffer.from(signingSecret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${event.id}.${seconds}.${body}`).digest("base64");
  return {
    url,
    headers: {
      "content-type": "application/json",
      "webhook-id": event.id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": `v1,${signature}`,
    },
    body,
  };
}
