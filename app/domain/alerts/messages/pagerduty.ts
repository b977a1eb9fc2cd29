import { type AlertNews, counted, headline, type Message, saySample } from "./message.ts";

/** Source: PagerDuty, Events API v2: a summary has at most 1,024 characters, an event 512 KB. */
const SUMMARY_CHARS_MAX = 1_024;
const TEXT_CHARS_MAX = 500;

/**
 * An incident that opens when the alert fires and ends when it is resolved: both have the alert's key. A test has a key of its own, so
 * that it ends no real incident.
 */
export function pagerDutyMessage(url: string, routingKey: string, news: AlertNews): Message {
  const { event, alert, resource } = news;
  const summary = `${headline(news)}: ${counted(news)}`;
  return {
    url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      routing_key: routingKey,
      event_action: event.type === "resolved" ? "resolve" : "trigger",
      dedup_key: dedupKey(event.type === "test" ? event.id : alert.id),
      client: "Draintrail",
      client_url: news.url,
      links: [{ href: news.url, text: `Open these ${alert.watches}` }],
      payload: {
        summary: summary.slice(0, SUMMARY_CHARS_MAX),
        source: resource.app ?? resource.name,
        severity: event.type === "test" ? "info" : "error",
        timestamp: event.at,
        custom_details: {
          query: alert.query,
          window: event.window,
          [alert.watches]: saySample(news.sample, TEXT_CHARS_MAX),
        },
      },
    }),
  };
}

/** The end of an incident whose alert can say no more about it. */
export function pagerDutyEnd(url: string, routingKey: string, alertId: string): Message {
  return {
    url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ routing_key: routingKey, event_action: "resolve", dedup_key: dedupKey(alertId) }),
  };
}

function dedupKey(id: string): string {
  return `draintrail-${id}`;
}
