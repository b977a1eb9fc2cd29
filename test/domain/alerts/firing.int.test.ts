import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertPreviewAnswer } from "../../../app/contract/api.ts";
import type { ChangesAnswer } from "../../../app/contract/change.ts";
import { deliverAlert } from "../../../app/domain/alerts/deliver-alert.ts";
import { dispatchAlerts } from "../../../app/domain/alerts/dispatch-alerts.ts";
import { judgeAlerts } from "../../../app/domain/alerts/judge-alerts.ts";
import { SETTLED_MS } from "../../../app/domain/alerts/stored-up-to.ts";
import { storeChanges } from "../../../app/domain/changes/store-changes.ts";
import type { ChangeRow } from "../../../app/stores/clickhouse/changes/change-block.ts";
import * as alerts from "../../../app/stores/postgres/alerts.ts";
import * as webhooks from "../../../app/stores/postgres/webhooks.ts";
import type { Sandbox } from "../../../sandbox/index.ts";
import {
  alertEvents,
  changeAlert,
  createAlert,
  errorsAlert,
  inboxHas,
  inboxOf,
  judgeLater,
  listAlerts,
} from "../../support/alerts.ts";
import { type Caller, callApi, makeApiToken } from "../../support/api.ts";
import { changeRow } from "../../support/changes.ts";
import { createShiftedClock, type ShiftedClock } from "../../support/clock.ts";
import { syslogLine } from "../../support/frames.ts";
import { misbehave, startWithSandbox } from "../../support/sandbox.ts";
import { eventually, partnerCall, provisionResource, type TestService } from "../../support/service.ts";
import { storeLines } from "../../support/store-lines.ts";

let service: TestService;
let sandbox: Sandbox;
let stop: () => Promise<void>;
let clock: ShiftedClock;
beforeAll(async () => {
  clock = createShiftedClock();
  // The Slack and PagerDuty of these tests are the sandbox's inbox, the only address of this machine that may be called.
  ({ service, sandbox, stop } = await startWithSandbox({ clock }));
  Object.assign(service.services.config, { pagerDutyEventsUrl: `${sandbox.url}/inbox/pagerduty` });
});
beforeEach(() => clock.shift(0));
afterAll(() => stop());

let boxes = 0;
/** A resource with an admin, and an inbox of its own. */
async function setUp() {
  const resource = await provisionResource(service);
  const admin = { token: await makeApiToken(service, resource.resourceId, ["admin"]) };
  const box = `/inbox/${++boxes}-`;
  const hook = { kind: "webhook", url: `${sandbox.url}${box}` };
  const { resourceId } = resource;
  return { resource, resourceId, admin, box, hook };
}
const storedChanges = (service: TestService, caller: Caller, count: number) =>
  eventually(async () => {
    const { body } = await callApi<ChangesAnswer>(service, caller, "GET", "/changes?from=-1h");
    return body.data.length >= count;
  });
const later = (resourceId: string, minutes?: number) => judgeLater({ service, clock }, resourceId, minutes);
const typesOf = async (...of: Parameters<typeof alertEvents>) =>
  (await alertEvents(...of)).map(({ type, delivery }) => `${type} ${delivery}`);

describe("an alert on lines that come", () => {
  it("is told once when they come and once when they cease, to a webhook that can check who says it", async () => {
    const { resource, resourceId, admin, box, hook } = await setUp();
    const { body: made } = await createAlert(service, admin, { ...errorsAlert, count: 2, destination: hook });
    await storeLines(service, resource, [syslogLine("boom 1"), syslogLine("fine"), syslogLine("boom 2")]);
    await later(resourceId);
    await judgeAlerts(service.services, { resourceId });
    const [call] = await inboxHas(sandbox, box, 1);
    const told = new Webhook(made.signing_secret ?? "").verify(JSON.stringify(call?.body), call?.headers ?? {});
    expect(told).toMatchObject({
      type: "alert.fired",
      data: { count: 2, alert: { id: made.id, name: "Errors" }, resource: { id: resourceId } },
    });
    const { lines, url, window } = (told as { data: { lines: { message: string }[]; url: string; window: object } })
      .data;
    expect(lines.map(({ message }) => message).sort()).toEqual(["boom 1", "boom 2"]);
    expect(url).toContain(`${service.url}/logs?query=boom&from=`);
    expect(await listAlerts(service, admin)).toMatchObject([{ state: "firing" }]);

    await later(resourceId, 3);
    const [, end] = await inboxHas(sandbox, box, 2);
    expect(end?.body).toMatchObject({ type: "alert.resolved", data: { count: 0, lines: [] } });
    const events = await eventually(async () => {
      const found = await alertEvents(service, admin, made.id);
      return found.every(({ delivery }) => delivery === "delivered") && found;
    });
    expect(events).toMatchObject([
      { type: "resolved", count: 0, attempts: 1, error: null },
      { type: "fired", count: 2, window, attempts: 1, error: null },
    ]);
    expect(await listAlerts(service, admin)).toMatchObject([{ state: "ok" }]);
    expect(await inboxOf(sandbox, box)).toHaveLength(2);
  });

  it("is judged and told by the workers alone, seconds after its minute", async () => {
    const { resource, admin, box, hook } = await setUp();
    await createAlert(service, admin, { ...errorsAlert, destination: hook });
    await storeLines(service, resource, [syslogLine("boom")]);
    clock.shift(60_000 + SETTLED_MS);
    const [call] = await inboxHas(sandbox, box, 1);
    expect(call?.body).toMatchObject({ type: "alert.fired", data: { count: 1 } });
  });

  it("is judged minute by minute, however late: what came and went meanwhile is told, both", async () => {
    const { resource, resourceId, admin, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: hook });
    await storeLines(service, resource, [syslogLine("boom")]);
    await later(resourceId, 60);
    await eventually(
      async () => (await typesOf(service, admin, body.id)).join() === "resolved delivered,fired delivered",
    );
  });

  it("counts no other add-on's lines, and none that came before the window", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    const { body } = await createAlert(service, mine.admin, { ...errorsAlert, destination: mine.hook });
    await storeLines(service, theirs.resource, [syslogLine("boom")]);
    await storeLines(service, mine.resource, [syslogLine("fine")]);
    await later(mine.resourceId, 5);
    expect(await alertEvents(service, mine.admin, body.id)).toEqual([]);
    const [alert] = await listAlerts(service, mine.admin);
    expect(Date.parse(alert?.judged_to ?? "")).toBeGreaterThan(Date.now() + 4 * 60_000);
  });

  it("goes by when a line was received, whatever time it says of itself", async () => {
    const { resource, resourceId, admin, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: hook });
    const at = new Date(Date.now() - 3 * 86_400_000);
    await storeLines(service, resource, [syslogLine("boom", { at })]);
    await later(resourceId);
    expect(await alertEvents(service, admin, body.id)).toMatchObject([{ type: "fired", count: 1 }]);
  });

  it("turns once, however many processes judge it at the same moment", async () => {
    const { resource, resourceId, admin, box, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: hook });
    await storeLines(service, resource, [syslogLine("boom")]);
    clock.shift(66_000);
    await Promise.all(Array.from({ length: 8 }, () => judgeAlerts(service.services, { resourceId })));
    expect(await alertEvents(service, admin, body.id)).toMatchObject([{ type: "fired" }]);
    await inboxHas(sandbox, box, 1);
  });

  it("is due as soon as its next window has ended and settled, however early it was looked at", async () => {
    const { resourceId, admin, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: hook });
    const dueAt = async () => (await alerts.find(service.services.stores.pg, resourceId, body.id))?.due_at.getTime();
    const minuteEnds = (Math.floor(Date.parse(body.judged_to) / 60_000) + 1) * 60_000;
    clock.shift(minuteEnds - Date.now() - 20_000);
    await judgeAlerts(service.services, { resourceId });
    expect(await dueAt()).toBe(minuteEnds + SETTLED_MS);
    clock.shift(minuteEnds - Date.now() + SETTLED_MS + 1_000);
    await judgeAlerts(service.services, { resourceId });
    expect(await dueAt()).toBe(minuteEnds + 60_000 + SETTLED_MS);
  });

  it("is judged by the rule it has: a change while it was judged counts, and not what was read before", async () => {
    const { resource, resourceId, admin, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: hook });
    const read = await alerts.find(service.services.stores.pg, resourceId, body.id);
    await changeAlert(service, admin, body.id, { count: 1000 });
    const judgement = {
      state: "firing",
      state_since: clock.now(),
      judged_to: clock.now(),
      due_at: clock.now(),
    } as const;
    expect(read && (await alerts.saveJudgement(service.services.stores.pg, read, judgement))).toBe(false);
    await storeLines(service, resource, [syslogLine("boom")]);
    await later(resourceId);
    expect(await listAlerts(service, admin)).toMatchObject([{ state: "ok" }]);
  });
});

describe("an alert on lines that stay away", () => {
  const silence = { ...errorsAlert, name: "Silence", query: "", condition: "fewer_than", count: 1, window_minutes: 5 };

  it("fires once a whole window had none", async () => {
    const { resource, resourceId, admin, box, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...silence, destination: hook });
    await storeLines(service, resource, [syslogLine("here I am")]);
    await later(resourceId, 4);
    expect(await alertEvents(service, admin, body.id)).toEqual([]);
    await later(resourceId, 8);
    const [call] = await inboxHas(sandbox, box, 1);
    expect(call?.body).toMatchObject({ type: "alert.fired", data: { count: 0, lines: [] } });
  });

  it("says nothing of the time before the add-on was there", async () => {
    const { resourceId, admin, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...silence, window_minutes: 60, destination: hook });
    await later(resourceId, 30);
    expect(await alertEvents(service, admin, body.id)).toEqual([]);
    await later(resourceId, 62);
    expect(await alertEvents(service, admin, body.id)).toMatchObject([{ type: "fired", count: 0 }]);
  });
});

describe("an alert on changes", () => {
  const consoles = { ...errorsAlert, name: "Consoles", watches: "changes", query: "type:dyno" };
  /** As Heroku's API says it in the log; it becomes a change seconds later. */
  const saysApi = (text: string) => syslogLine(text, { app: "app", process: "api" });
  const CONSOLE = "Starting process with command `bash` by user eve@example.com";

  it("tells who changed what, whoever told of it, and links to the changes", async () => {
    const { resource, resourceId, admin, box, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...consoles, destination: hook });
    expect(body.watches).toBe("changes");
    await storeLines(service, resource, [saysApi(CONSOLE), saysApi("Release v7 created by user dana@example.com")]);
    await storedChanges(service, admin, 2);
    await later(resourceId, 2);
    const [call] = await inboxHas(sandbox, box, 1);
    expect(call?.body).toMatchObject({
      data: {
        count: 1,
        changes: [{ herokuActorEmail: "eve@example.com" }],
        url: expect.stringContaining(`${service.url}/changes?query=type%3Adyno&from=`),
      },
    });
  });

  it("counts a change when a source told of it last, and not what came in an old archive", async () => {
    const { resourceId, admin, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...consoles, query: "", destination: hook });
    const toldNow = (ago: number): ChangeRow => ({
      ...changeRow(resourceId, { id: randomUUID(), created_at: new Date(Date.now() - ago).toISOString() }),
      receivedAt: Date.now(),
    });
    await storeChanges(service.services, [toldNow(3_600_000), toldNow(40 * 86_400_000)]);
    await later(resourceId, 2);
    expect((await alertEvents(service, admin, body.id)).at(-1)).toMatchObject({ type: "fired", count: 1 });
  });

  it("says nothing while a change of it waits to be stored", async () => {
    const { resourceId, admin, hook } = await setUp();
    const quiet = { ...consoles, query: "", condition: "fewer_than", window_minutes: 5 };
    const { body } = await createAlert(service, admin, { ...quiet, destination: hook });
    const { pg } = service.services.stores;
    await webhooks.insertEvent(pg, {
      resource_id: resourceId,
      event_id: randomUUID(),
      entity: "app",
      action: "update",
      actor_email: null,
      sequence: null,
      occurred_at: clock.now(),
      payload: {},
    });
    await later(resourceId, 30);
    expect(await alertEvents(service, admin, body.id)).toEqual([]);
    // It is looked at again in seconds: what waits is soon stored, and the alert is not to come a minute late for it.
    const dueInMs = ((await alerts.find(pg, resourceId, body.id))?.due_at.getTime() ?? 0) - clock.now().getTime();
    expect(dueInMs).toBeLessThanOrEqual(5_000);
    expect(dueInMs).toBeGreaterThan(-30_000);
    await pg("webhook_events").where({ resource_id: resourceId }).delete();
    await later(resourceId, 30);
    expect(await alertEvents(service, admin, body.id)).toMatchObject([{ type: "fired", count: 0 }]);
  });

  it("would have done this", async () => {
    const { resource, admin } = await setUp();
    await storeLines(service, resource, [saysApi(CONSOLE)]);
    await storedChanges(service, admin, 1);
    clock.shift(5 * 60_000);
    const path = "/alerts/preview?watches=changes&query=actor:eve@example.com&window_minutes=2";
    const { body } = await callApi<AlertPreviewAnswer>(service, admin, "GET", path);
    expect(body).toMatchObject({ fired: 1, firings: [{ count: 1 }] });
  });
});

describe("what an alert would have done", () => {
  const preview = async (admin: { token: string }, query: string) =>
    (await callApi<AlertPreviewAnswer & { code: string }>(service, admin, "GET", `/alerts/preview?${query}`)).body;

  it("is told from the lines there are, with how many there were, and nothing is made or sent", async () => {
    const { resource, admin } = await setUp();
    await storeLines(service, resource, [syslogLine("boom 1"), syslogLine("boom 2"), syslogLine("fine")]);
    clock.shift(10 * 60_000);
    const two = await preview(admin, "query=boom&condition=at_least&count=2&window_minutes=3");
    expect(two).toMatchObject({ fired: 1, firings: [{ count: 2 }], diagnostics: [] });
    const [firing] = two.firings;
    expect(Date.parse(firing?.to ?? "") - Date.parse(firing?.from ?? "")).toBe(3 * 60_000);
    expect(await preview(admin, "query=boom&count=3&window_minutes=3")).toMatchObject({ fired: 0, firings: [] });
    expect(await preview(admin, "query=boom&count=2&window_minutes=60")).toMatchObject({ firings: [{ to: null }] });
    expect(await listAlerts(service, admin)).toEqual([]);
  });

  it("of lines that were missing, says nothing of the time before the add-on was there", async () => {
    const { admin } = await setUp();
    expect(await preview(admin, "condition=fewer_than&count=1&window_minutes=5")).toMatchObject({ fired: 0 });
    clock.shift(30 * 60_000);
    expect(await preview(admin, "condition=fewer_than&count=1&window_minutes=5")).toMatchObject({
      fired: 1,
      firings: [{ to: null, count: 0 }],
    });
  });

  it("says what of its query was read leniently, and which parameter is wrong", async () => {
    const { admin } = await setUp();
    expect((await preview(admin, "query=%22open")).diagnostics).not.toEqual([]);
    expect(await preview(admin, "count=0")).toMatchObject({ code: "query.bad_param" });
    expect(await preview(admin, "condition=never")).toMatchObject({ code: "query.bad_param" });
  });
});

describe("who is told", () => {
  it("at Slack and PagerDuty, each in its own words", async () => {
    const { resource, resourceId, admin, box } = await setUp();
    const slack = { kind: "slack", url: `${sandbox.url}${box}` };
    const key = `key${boxes}`.padEnd(32, "0");
    await createAlert(service, admin, { ...errorsAlert, destination: slack });
    const pager = { kind: "pagerduty", routing_key: key };
    await createAlert(service, admin, { ...errorsAlert, name: "Page me", destination: pager });
    await storeLines(service, resource, [syslogLine("boom <!channel>")]);
    await later(resourceId);
    const [message] = await inboxHas(sandbox, box, 1);
    expect(JSON.stringify(message?.body)).toContain("boom &lt;!channel&gt;");
    const incident = await eventually(async () =>
      (await inboxOf(sandbox, "/inbox/pagerduty")).find(
        ({ body }) => (body as { routing_key: string }).routing_key === key,
      ),
    );
    expect(incident.body).toMatchObject({
      event_action: "trigger",
      payload: { summary: expect.stringContaining("Page me") },
    });
  });

  describe("whose incident is open at PagerDuty", () => {
    /** An alert that fires, and what PagerDuty has heard of it. */
    async function openIncident() {
      const made = await setUp();
      const routing_key = `open${boxes}`.padEnd(32, "0");
      const destination = { kind: "pagerduty", routing_key };
      const { body } = await createAlert(service, made.admin, { ...errorsAlert, destination });
      await storeLines(service, made.resource, [syslogLine("boom")]);
      await later(made.resourceId);
      const heard = async () =>
        (await inboxOf(sandbox, "/inbox/pagerduty"))
          // One that is answered by a misdeed is kept without its body.
          .map(({ body: said }) => said as { routing_key: string; event_action: string; dedup_key: string } | undefined)
          .filter((call) => call?.routing_key === routing_key)
          .map((call) => `${call?.event_action} ${call?.dedup_key}`);
      const hears = (...all: string[]) =>
        eventually(async () => JSON.stringify(await heard()) === JSON.stringify(all.map(said)));
      const said = (action: string) => `${action} draintrail-${body.id}`;
      await hears("trigger");
      const toEnd = () => service.services.stores.pg("incident_ends").where({ resource_id: made.resourceId });
      return { ...made, alertId: body.id, destination, hears, toEnd };
    }
    const dispatchAfter = async (ms: number) => {
      clock.advance(ms);
      await dispatchAlerts(service.services);
    };

    it("hears its end when the alert is removed, and from nobody else afterwards", async () => {
      const { admin, alertId, hears, toEnd } = await openIncident();
      expect((await callApi(service, admin, "DELETE", `/alerts/${alertId}`)).status).toBe(204);
      await dispatchAfter(16_000);
      await hears("trigger", "resolve");
      await eventually(async () => (await toEnd()).length === 0);
    });

    it("hears its end when the alert tells somebody else from now on, and not when it is the same once more", async () => {
      const { admin, alertId, destination, hook, hears, toEnd } = await openIncident();
      await changeAlert(service, admin, alertId, { destination, name: "Other words" });
      expect(await toEnd()).toEqual([]);
      await changeAlert(service, admin, alertId, { destination: hook });
      await dispatchAfter(16_000);
      await hears("trigger", "resolve");
    });

    it("hears its end when the add-on is removed, though it did not answer at first", async () => {
      const { resourceId, hears, toEnd } = await openIncident();
      await misbehave(sandbox, { kind: "answer", status: 503, route: "POST /inbox/pagerduty", times: 1 });
      expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(204);
      await dispatchAfter(16_000);
      await eventually(async () => (await toEnd())[0]?.attempts === 1);
      await dispatchAfter(16_000);
      await hears("trigger", "resolve");
      await eventually(async () => (await toEnd()).length === 0);
    });

    it("hears nothing when nobody can read its key any more, and is not tried for ever", async () => {
      const { admin, alertId, hears, toEnd } = await openIncident();
      await callApi(service, admin, "DELETE", `/alerts/${alertId}`);
      await toEnd().update({ routing_key_sealed: "of another key" });
      await dispatchAfter(16_000);
      await eventually(async () => (await toEnd()).length === 0);
      await hears("trigger");
    });

    it("hears nothing more of an alert that was resolved before it was removed", async () => {
      const { resourceId, admin, alertId, hears, toEnd } = await openIncident();
      await later(resourceId, 3);
      await hears("trigger", "resolve");
      await callApi(service, admin, "DELETE", `/alerts/${alertId}`);
      expect(await toEnd()).toEqual([]);
    });
  });

  it("is nobody while it is muted; its history says so", async () => {
    const { resource, resourceId, admin, box, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: hook });
    await changeAlert(service, admin, body.id, { muted_until: new Date(Date.now() + 3_600_000).toISOString() });
    await storeLines(service, resource, [syslogLine("boom")]);
    await later(resourceId);
    // A worker may be judging it at this moment; then our own call finds nothing to do.
    expect(await eventually(async () => (await typesOf(service, admin, body.id)).join())).toBe("fired muted");
    await dispatchAlerts(service.services);
    expect(await inboxOf(sandbox, box)).toEqual([]);
    expect(await listAlerts(service, admin)).toMatchObject([{ state: "firing", last_told: null }]);
  });

  it("hears the end of what they were told, also in a mute", async () => {
    const { resource, resourceId, admin, box, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: hook });
    await storeLines(service, resource, [syslogLine("boom")]);
    await later(resourceId);
    await changeAlert(service, admin, body.id, { muted_until: new Date(Date.now() + 3_600_000).toISOString() });
    await later(resourceId, 3);
    const types = await eventually(async () => {
      const calls = await inboxOf(sandbox, box);
      const told = calls.map((call) => (call.body as { type: string }).type);
      return told.includes("alert.resolved") && told;
    });
    // What is answered too late is told again, and on a busy machine that happens.
    expect([...new Set(types)]).toEqual(["alert.fired", "alert.resolved"]);
  });

  it("hears once of what still fires when the mute is over, and of its end", async () => {
    const { resource, resourceId, admin, box, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, window_minutes: 10, destination: hook });
    await changeAlert(service, admin, body.id, { muted_until: new Date(Date.now() + 150_000).toISOString() });
    await storeLines(service, resource, [syslogLine("boom")]);
    for (const minutes of [1, 2]) await later(resourceId, minutes);
    expect(await typesOf(service, admin, body.id)).toEqual(["fired muted"]);
    for (const minutes of [5, 6]) await later(resourceId, minutes);
    const [call] = await inboxHas(sandbox, box, 1);
    expect(call?.body).toMatchObject({ type: "alert.fired", data: { count: 1, lines: [{ message: "boom" }] } });
    await later(resourceId, 15);
    await inboxHas(sandbox, box, 2);
    expect((await typesOf(service, admin, body.id)).map((each) => each.split(" ")[0])).toEqual([
      "resolved",
      "fired",
      "fired",
    ]);
  });

  it("gets a test at once, muted or not, that says it is one", async () => {
    const { resource, admin, box, hook } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: hook });
    await changeAlert(service, admin, body.id, { muted_until: new Date(Date.now() + 3_600_000).toISOString() });
    await storeLines(service, resource, [syslogLine("boom")]);
    expect((await callApi(service, admin, "POST", `/alerts/${body.id}/test`)).status).toBe(202);
    const [call] = await inboxHas(sandbox, box, 1);
    expect(call?.body).toMatchObject({ type: "alert.test", data: { count: 1, lines: [{ message: "boom" }] } });
    // Pressed again and again it is the same test.
    expect((await callApi<{ id: string }>(service, admin, "POST", `/alerts/${body.id}/test`)).body.id).toBe(
      call?.headers["webhook-id"],
    );
    expect(await typesOf(service, admin, body.id)).toHaveLength(1);
    expect(await listAlerts(service, admin)).toMatchObject([{ state: "ok" }]);
  });

  it("is nobody any more once the add-on ended", async () => {
    const { resource, resourceId, admin, box, hook } = await setUp();
    await createAlert(service, admin, { ...errorsAlert, destination: hook });
    await storeLines(service, resource, [syslogLine("boom")]);
    expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(204);
    await later(resourceId);
    await dispatchAlerts(service.services);
    expect(await inboxOf(sandbox, box)).toEqual([]);
  });
});

describe("a message that is not taken", () => {
  async function fire() {
    const made = await setUp();
    const { body } = await createAlert(service, made.admin, { ...errorsAlert, destination: made.hook });
    return { ...made, alertId: body.id };
  }
  const eventIs = (admin: { token: string }, alertId: string, state: object) =>
    eventually(async () => {
      const event = (await alertEvents(service, admin, alertId)).find(({ type }) => type === "fired");
      return event && Object.entries(state).every(([key, value]) => event[key as "error"] === value) && event;
    });

  it.each([
    ["answers 500", { kind: "answer", status: 500 }, "It answered 500."],
    ["answers 429", { kind: "answer", status: 429 }, "It answered 429."],
    ["ends the connection", { kind: "cut" }, "It could not be reached (UND_ERR_SOCKET)."],
  ])("by a receiver that %s is sent again, with the same id, until it is", async (_what, misdeed, error) => {
    const { resource, resourceId, admin, box, alertId } = await fire();
    await misbehave(sandbox, { ...misdeed, route: `POST ${box}`, times: 1 });
    await storeLines(service, resource, [syslogLine("boom")]);
    await later(resourceId);
    await eventIs(admin, alertId, { delivery: "pending", attempts: 1, error });
    await dispatchAlerts(service.services);
    expect(await inboxOf(sandbox, box), "not before its time").toHaveLength(1);
    clock.advance(16_000);
    await dispatchAlerts(service.services);
    await eventIs(admin, alertId, { delivery: "delivered", attempts: 2, error: null });
    const ids = (await inboxOf(sandbox, box)).map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it.each([404, 400, 403])("and never will be (%i) is not sent again, and the history says why", async (status) => {
    const { resource, resourceId, admin, box, alertId } = await fire();
    await misbehave(sandbox, { kind: "answer", status, route: `POST ${box}`, times: 1 });
    await storeLines(service, resource, [syslogLine("boom")]);
    await later(resourceId);
    const { id } = await eventIs(admin, alertId, { delivery: "failed", attempts: 1, error: `It answered ${status}.` });
    const said = { id, type: "fired", delivery: "failed", attempts: 1, error: `It answered ${status}.` };
    expect(await listAlerts(service, admin)).toMatchObject([{ last_told: said }]);
    expect((await changeAlert(service, admin, alertId, { count: 2 })).body).toMatchObject({ last_told: said });
    clock.advance(3_600_000);
    await dispatchAlerts(service.services);
    expect(await inboxOf(sandbox, box)).toHaveLength(1);
  });

  it("is given up after its last try", async () => {
    const { resource, resourceId, admin, box, alertId } = await fire();
    await misbehave(sandbox, { kind: "answer", status: 503, route: `POST ${box}`, times: 100 });
    try {
      await storeLines(service, resource, [syslogLine("boom")]);
      await later(resourceId);
      for (let attempt = 1; attempt < 14; attempt++) {
        await eventIs(admin, alertId, { delivery: "pending", attempts: attempt });
        clock.advance(3_600_000);
        await dispatchAlerts(service.services);
      }
      await eventIs(admin, alertId, { delivery: "failed", attempts: 14, error: "It answered 503." });
      // And what came after it is told then: the hours have ended the alarm.
      await fetch(`${sandbox.url}/sandbox/misbehave`, { method: "DELETE" });
      await eventually(async () => {
        await dispatchAlerts(service.services);
        return (await typesOf(service, admin, alertId)).join() === "resolved delivered,fired failed";
      });
    } finally {
      await fetch(`${sandbox.url}/sandbox/misbehave`, { method: "DELETE" });
    }
  });

  it("is told before what came after it", async () => {
    const { resource, resourceId, admin, box, alertId } = await fire();
    await misbehave(sandbox, { kind: "answer", status: 500, route: `POST ${box}`, times: 1 });
    await storeLines(service, resource, [syslogLine("boom")]);
    await later(resourceId);
    await eventIs(admin, alertId, { attempts: 1 });
    await judgeLater({ service, clock }, resourceId, 1.1);
    await later(resourceId, 10);
    await eventually(async () => {
      await dispatchAlerts(service.services);
      return (await typesOf(service, admin, alertId)).join() === "resolved delivered,fired delivered";
    });
    const ids = (await inboxOf(sandbox, box)).map(({ headers }) => headers["webhook-id"]);
    const [resolved, fired] = await alertEvents(service, admin, alertId);
    expect(ids).toEqual([fired?.id, fired?.id, resolved?.id]);
  });

  it("is told once when two workers have it, one after the other", async () => {
    const { resource, resourceId, admin, box, alertId } = await fire();
    await storeLines(service, resource, [syslogLine("boom")]);
    await later(resourceId);
    const { id } = await eventIs(admin, alertId, { delivery: "delivered" });
    await deliverAlert(service.services, { resourceId, eventId: id });
    expect(await inboxOf(sandbox, box)).toHaveLength(1);
  });
});
