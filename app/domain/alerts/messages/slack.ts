import { type AlertNews, counted, headline, inOneLine, type Message, saySample } from "./message.ts";

/** A section's text may have 3,000 characters; a header's 150 are more than a name and what stands before it. Source: Slack, Block Kit reference. */
const SECTION_CHARS_MAX = 3_000;
const LINE_CHARS_MAX = 300;
const QUERY_CHARS_MAX = 500;

/** For Slack's incoming webhooks, and what imitates them. */
export function slackMessage(url: string, news: AlertNews): Message {
  const { alert, resource } = news;
  const query = alert.query === "" ? "of any kind" : code(alert.query.slice(0, QUERY_CHARS_MAX));
  const about = `${escaped(resource.app ?? resource.name)} · ${escaped(counted(news))}\n${query}\n<${news.url}|Open these ${alert.watches}>`;
  const lines = saySample(news.sample, LINE_CHARS_MAX).map(fenced);
  return {
    url,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      text: escaped(`${headline(news)}: ${counted(news)}`),
      blocks: [
        { type: "header", text: { type: "plain_text", text: headline(news), emoji: false } },
        { type: "section", text: { type: "mrkdwn", text: about } },
        ...(lines.length > 0
          ? [{ type: "section", text: { type: "mrkdwn", text: `\`\`\`${within(lines)}\`\`\`` } }]
          : []),
      ],
    }),
  };
}

/** Whole lines, as many as there is room for. */
function within(lines: readonly string[]): string {
  const kept: string[] = [];
  let room = SECTION_CHARS_MAX - 6;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return kept.join("\n");
}

/** These three are Slack's own; without them no text is a link, a channel or a call to everybody. Source: Slack, "Formatting text". */
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A backtick would end the code it stands in. */
const fenced = (text: string) => inOneLine(escaped(text).replaceAll("`", "ˋ"));
const code = (text: string) => `\`${fenced(text)}\``;
