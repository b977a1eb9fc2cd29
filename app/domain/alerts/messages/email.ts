import type { Mail } from "../../../clients/mailer.ts";
import { type AlertNews, counted, headline, inOneLine, saySample } from "./message.ts";

const TEXT_CHARS_MAX = 500;

/** Plain text: whatever stands in a line of a log, it is shown and does nothing. @param baseUrl of the dashboard */
export function emailMessage(to: string, news: AlertNews, baseUrl: string): Mail {
  const { event, alert, resource } = news;
  const { host } = new URL(baseUrl);
  const app = resource.app ?? resource.name;
  const alertsUrl = `${baseUrl}/alerts`;
  const about = [
    `App:    ${app}`,
    `Query:  ${alert.query === "" ? "of any kind" : inOneLine(alert.query)}`,
    `Window: ${event.window.from} to ${event.window.to}`,
  ];
  return {
    to,
    subject: `${headline(news)} (${app})`,
    messageId: `${event.id}@${host}`,
    thread: `${alert.id}@${host}`,
    unsubscribeUrl: alertsUrl,
    text: [
      headline(news),
      counted(news),
      about.join("\n"),
      ...saySample(news.sample, TEXT_CHARS_MAX).map(inOneLine),
      `Open these ${alert.watches}: ${news.url}`,
      `You get this because the alert tells your address. Mute, change or remove it: ${alertsUrl}`,
    ].join("\n\n"),
  };
}
