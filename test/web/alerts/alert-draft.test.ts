import { describe, expect, it } from "vitest";
import type { AlertAnswer } from "../../../app/contract/api.ts";
import { ALERT_COUNT_MAX } from "../../../app/contract/limits.ts";
import { READY_ALERTS } from "../../../app/contract/ready-alerts.ts";
import {
  type AlertDraft,
  changesOf,
  draftOf,
  newDraft,
  readyDraft,
  requestOf,
  ruleOf,
  windowChoices,
  withCondition,
} from "../../../app/web/alerts/alert-draft.ts";

const ALERT: AlertAnswer = {
  id: "a1",
  name: "Silence",
  watches: "lines",
  query: "app:worker",
  condition: "fewer_than",
  count: 1,
  times: 3,
  window_minutes: 45,
  destination: { kind: "pagerduty", shown: "…a1b2" },
  state: "ok",
  state_since: "2026-11-20T11:00:00.000Z",
  last_told: null,
  judged_to: "2026-11-20T12:00:00.000Z",
  trouble: null,
  muted_until: null,
  created_at: "2026-11-20T11:00:00.000Z",
  created_by: "ops@example.com",
  changed_at: null,
};

describe("a new alert", () => {
  const filled: AlertDraft = {
    ...newDraft({ query: " status:>=500 ", name: "Broken" }),
    count: "10",
    destination: {
      kind: "webhook",
      url: " https://ops.example.com/alerts ",
      routingKey: "of another kind",
      address: "",
    },
  };

  it("that is ready-made lacks nobody but whom it tells, whichever it is", () => {
    const { destination } = filled;
    for (const ready of READY_ALERTS) {
      const { name, watches, query, condition, count, times, window_minutes } = ready;
      expect(requestOf(readyDraft(ready))).toBeNull();
      expect(requestOf({ ...readyDraft(ready), destination })).toEqual({
        name,
        watches,
        query,
        condition,
        count,
        times,
        window_minutes,
        destination: { kind: "webhook", url: "https://ops.example.com/alerts" },
      });
    }
  });

  it("is asked for without what was typed for another kind of destination", () => {
    expect(requestOf(filled)).toEqual({
      name: "Broken",
      watches: "lines",
      query: "status:>=500",
      condition: "at_least",
      count: 10,
      times: 3,
      window_minutes: 5,
      destination: { kind: "webhook", url: "https://ops.example.com/alerts" },
    });
    expect(
      requestOf({ ...filled, destination: { kind: "pagerduty", url: "x", routingKey: "k1", address: "" } })
        ?.destination,
    ).toEqual({ kind: "pagerduty", routing_key: "k1" });
  });

  it("is not asked for while something is missing", () => {
    expect(requestOf(newDraft({}))).toBeNull();
    expect(requestOf({ ...filled, name: "  " })).toBeNull();
    expect(requestOf({ ...filled, destination: { kind: "slack", url: " ", routingKey: "", address: "" } })).toBeNull();
  });
});

it.each(["", "0", "-1", "1.5", "1e3", "ten", String(ALERT_COUNT_MAX + 1)])(
  "takes %j for no number of lines",
  (count) => {
    expect(ruleOf({ ...newDraft({}), count })).toBeNull();
  },
);

describe("a comparison with a day before", () => {
  const compared: AlertDraft = { ...newDraft({}), ...withCondition(newDraft({}), "rises"), times: "2.5" };

  it("is not one of single lines, unless somebody says so", () => {
    expect(ruleOf(compared)).toMatchObject({ condition: "rises", count: 10, times: 2.5 });
    expect(withCondition({ count: "7" }, "falls")).toEqual({ condition: "falls" });
    expect(withCondition({ count: "1" }, "fewer_than")).toEqual({ condition: "fewer_than" });
  });

  it.each(["", "1", "0", "-3", "1001", "much"])("is none with %j times as many", (times) => {
    expect(ruleOf({ ...compared, times })).toBeNull();
    expect(ruleOf({ ...compared, condition: "at_least", times })).not.toBeNull();
  });
});

describe("a changed alert", () => {
  it("tells what is another way, and nothing else", () => {
    const draft = draftOf(ALERT);
    expect(changesOf(draft, ALERT)).toEqual({});
    expect(changesOf({ ...draft, name: "Quiet ", count: "5" }, ALERT)).toEqual({ name: "Quiet", count: 5 });
    expect(changesOf({ ...draft, query: "", condition: "at_least", windowMinutes: 60 }, ALERT)).toEqual({
      query: "",
      condition: "at_least",
      window_minutes: 60,
    });
  });

  it("tells how many times as many of a comparison only", () => {
    const draft = { ...draftOf(ALERT), times: "5" };
    expect(changesOf(draft, ALERT)).toEqual({});
    expect(changesOf({ ...draft, condition: "falls", count: "20" }, ALERT)).toEqual({
      condition: "falls",
      count: 20,
      times: 5,
    });
  });

  it("keeps its destination until another one is given whole", () => {
    const draft = { ...draftOf(ALERT), destination: { kind: "slack", url: "", routingKey: "", address: "" } as const };
    expect(changesOf(draft, ALERT)).toBeNull();
    const url = "https://hooks.slack.com/services/T1/B1/x";
    expect(changesOf({ ...draft, destination: { ...draft.destination, url } }, ALERT)).toEqual({
      destination: { kind: "slack", url },
    });
  });
});

it("offers a window that none of the usual ones is, in its place", () => {
  expect(windowChoices(45)).toEqual([1, 5, 15, 30, 45, 60, 240, 1440]);
  expect(windowChoices(60)).toEqual([1, 5, 15, 30, 60, 240, 1440]);
});
