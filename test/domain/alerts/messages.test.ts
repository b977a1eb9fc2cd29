import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import type { ChangeAnswer } from "../../../app/contract/change.ts";
import { ALERT_NAME_CHARS_MAX } from "../../../app/contract/limits.ts";
import type { Line } from "../../../app/contract/line.ts";
import type { AlertNews } from "../../../app/domain/alerts/messages/message.ts";
import { pagerDutyMessage } from "../../../app/domain/alerts/messages/pagerduty.ts";
import { slackMessage } from "../../../app/domain/alerts/messages/slack.ts";
import { webhookMessage } from "../../../app/domain/alerts/messages/webhook.ts";

const EVENT = "0b1f6a52-0000-4000-8000-000000000001";
const ALERT = "0b1f6a52-0000-4000-8000-000000000002";

function newsOf(given: {
  type?: "fired" | "resolved" | "test";
  name?: string;
  query?: string;
  messages?: string[];
  change?: Partial<ChangeAnswer>;
  dayBefore?: number;
}): AlertNews {
  const line = (message: string): Line => ({
    id: "x",
    message_len: message.length,
    priority: 134,
    version: "1",
    timestamp: "2026-11-27T10:04:05.123456Z",
    host_name: "host",
    app_name: "app",
    process_id: "web.1",
    message_id: "-",
    message,
    facility: 16,
    severity: 6,
    received_at: "2026-11-27T10:04:05.200Z",
    app: { id: "a", name: "shop" },
    kind: "app",
    level: "error",
    fields: {},
  });
  return {
    event: {
      id: EVENT,
      type: given.type ?? "fired",
      at: "2026-11-27T10:05:00.000Z",
      count: 12,
      count_day_before: given.dayBefore ?? null,
      window: { from: "2026-11-27T10:00:00.000Z", to: "2026-11-27T10:05:00.000Z" },
      delivery: "pending",
      attempts: 0,
      error: null,
    },
    alert: {
      id: ALERT,
      name: given.name ?? "Broken requests",
      watches: given.change ? "changes" : "lines",
      query: given.query ?? "status:>=500",
      condition: given.dayBefore === undefined ? "at_least" : "rises",
      count: 10,
      times: 3,
      window_minutes: 5,
    },
    resource: { id: "r", name: "draintrail-round-1", app: "shop" },
    sample: given.change
      ? { lines: [], changes: [given.change as ChangeAnswer] }
      : { lines: (given.messages ?? ["boom"]).map(line), changes: [] },
    url: "https://dt.example.com/logs?query=status%3A%3E%3D500",
  };
}

describe("a webhook", () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const now = new Date();
  const message = () =>
    webhookMessage("https://ops.example.com/hook", secret, newsOf({ messages: ["ünïcode ✓"] }), now);

  it("is verified by another implementation of Standard Webhooks, and not with another secret or body", () => {
    const { headers, body } = message();
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      version: 1,
      type: "alert.fired",
      timestamp: "2026-11-27T10:05:00.000Z",
      data: { id: EVENT, count: 12, lines: [{ message: "ünïcode ✓" }], alert: { id: ALERT, query: "status:>=500" } },
    });
    expect(() => new Webhook(`whsec_${Buffer.alloc(32, 8).toString("base64")}`).verify(body, headers)).toThrow();
    expect(() => new Webhook(secret).verify(body.replace("boom", "doom").replace("12", "13"), headers)).toThrow();
  });

  it("has the event's id for each try, and only what is said of it", () => {
    expect(message().headers["webhook-id"]).toBe(EVENT);
    const { data } = JSON.parse(message().body);
    expect(Object.keys(data).sort()).toEqual(["alert", "count", "id", "lines", "resource", "url", "window"]);
    expect(message().body).not.toContain(secret);
  });

  it("of a comparison says what it is compared with", () => {
    const compared = newsOf({ dayBefore: 4 });
    const { data } = JSON.parse(webhookMessage("https://ops.example.com/hook", secret, compared, now).body);
    expect(data).toMatchObject({ count: 12, count_day_before: 4, alert: { condition: "rises", count: 10, times: 3 } });
    expect(JSON.parse(slackMessage("https://hooks.slack.com/services/x", compared).body).text).toBe(
      "Firing: Broken requests: 12 lines in 5 minutes; a day before 4 (at least 3 times as many lines in 5 minutes as a day before, and at least 10 of them)",
    );
  });
});

describe("a Slack message", () => {
  const blocksOf = (news: AlertNews) => JSON.parse(slackMessage("https://hooks.slack.com/services/x", news).body);

  it("says what, how many, and shows the lines", () => {
    const { text, blocks } = blocksOf(newsOf({}));
    expect(text).toBe("Firing: Broken requests: 12 lines in 5 minutes (at least 10 lines in 5 minutes)");
    expect(blocks[0].text.text).toBe("Firing: Broken requests");
    expect(blocks[1].text.text).toContain("`status:&gt;=500`");
    expect(blocks[1].text.text).toContain("<https://dt.example.com/logs?query=status%3A%3E%3D500|Open these lines>");
    expect(blocks[2].text.text).toBe("```2026-11-27T10:04:05Z shop app[web.1]: boom```");
  });

  it.each(["<!channel> come", "<https://evil.example|Reset your password>", "a & b", "``` *bold* ```", "line\n<@U1>"])(
    "shows hostile text as text: %s",
    (text) => {
      const { text: plain, blocks } = blocksOf(newsOf({ name: text, query: text, messages: [text] }));
      // What is left of `<` are the links that we wrote ourselves.
      const ours = "<https://dt.example.com/logs?query=status%3A%3E%3D500|Open these lines>";
      for (const written of [plain, blocks[1].text.text.replace(ours, ""), blocks[2].text.text])
        expect(written).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      expect(blocks[2].text.text.slice(3, -3)).not.toContain("`");
      expect(blocks[0].text.type).toBe("plain_text");
    },
  );

  it("keeps to Slack's limits, whatever the lines and the name", () => {
    const { blocks } = blocksOf(
      newsOf({
        name: "😀".repeat(ALERT_NAME_CHARS_MAX / 2),
        query: "<".repeat(4000),
        messages: Array.from({ length: 5 }, () => "&".repeat(5000)),
      }),
    );
    expect(blocks[0].text.text.length).toBeLessThanOrEqual(150);
    for (const block of blocks.slice(1)) expect(block.text.text.length).toBeLessThanOrEqual(3000);
    expect(blocks[2].text.text).toContain("shop");
  });
});

describe("an incident at PagerDuty", () => {
  const bodyOf = (news: AlertNews) =>
    JSON.parse(pagerDutyMessage("https://events.example/v2/enqueue", "k".repeat(32), news).body);

  it("is opened and ended under one key; a test has a key of its own", () => {
    const [fired, resolved, test] = (["fired", "resolved", "test"] as const).map((type) => bodyOf(newsOf({ type })));
    expect(fired).toMatchObject({ event_action: "trigger", payload: { severity: "error", source: "shop" } });
    expect(resolved).toMatchObject({ event_action: "resolve", dedup_key: fired.dedup_key });
    expect(test).toMatchObject({ event_action: "trigger", payload: { severity: "info" } });
    expect(test.dedup_key).not.toBe(fired.dedup_key);
    expect(fired.payload.custom_details.lines).toEqual(["2026-11-27T10:04:05Z shop app[web.1]: boom"]);
  });

  it("has a summary that PagerDuty takes", () => {
    expect(bodyOf(newsOf({ name: "n".repeat(3000) })).payload.summary).toHaveLength(1024);
  });
});

it("a change is told by its sentence and who made it, wherever it is told", () => {
  const change = {
    eventTime: "2026-11-27T10:04:05.000Z",
    herokuActorEmail: "eve@example.com",
    sentence: "PAYMENT_KEY <set> on shop",
  };
  const news = newsOf({ change, query: "type:config_change" });
  const slack = JSON.parse(slackMessage("https://hooks.slack.com/services/x", news).body);
  expect(slack.text).toBe("Firing: Broken requests: 12 changes in 5 minutes (at least 10 changes in 5 minutes)");
  expect(slack.blocks[2].text.text).toBe("```2026-11-27T10:04:05Z eve@example.com: PAYMENT_KEY &lt;set&gt; on shop```");
  const incident = JSON.parse(pagerDutyMessage("https://events.example/", "k".repeat(32), news).body);
  expect(incident.payload.custom_details.changes).toEqual([
    "2026-11-27T10:04:05Z eve@example.com: PAYMENT_KEY <set> on shop",
  ]);
  const hook = JSON.parse(webhookMessage("https://ops.example.com", "whsec_aGVsbG8=", news, new Date()).body);
  expect(hook.data).toMatchObject({ alert: { watches: "changes" }, changes: [change] });
  expect(hook.data.lines).toBeUndefined();
});
