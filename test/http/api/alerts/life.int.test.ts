import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertsAnswer } from "../../../../app/contract/api.ts";
import { ALERTS_MAX } from "../../../../app/contract/limits.ts";
import { purgeResource } from "../../../../app/domain/resources/purge-resource.ts";
import { alertEvents, changeAlert, createAlert, errorsAlert, listAlerts } from "../../../support/alerts.ts";
import { callApi, provisionWithAdmin } from "../../../support/api.ts";
import { partnerCall, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const HOOK = { kind: "webhook", url: "https://ops.example.com/hook/s3cret-path?key=s3cret" };
const alert = { ...errorsAlert, destination: HOOK };

const setUp = () => provisionWithAdmin(service);

describe("an alert", () => {
  it("is made with who made it, and shows of its destination what is no secret", async () => {
    const { resourceId, apiToken } = await setUp();
    const cookie = await signIn(service, resourceId);
    const { status, body, headers } = await createAlert(service, { cookie }, { ...alert, name: " Errors " });
    expect(status, JSON.stringify(body)).toBe(201);
    const { signing_secret, ...shown } = body;
    expect(shown).toMatchObject({
      ...errorsAlert,
      state: "ok",
      destination: { kind: "webhook", shown: "ops.example.com" },
      created_by: "dana@example.com",
      muted_until: null,
      trouble: null,
      changed_at: null,
    });
    expect(signing_secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(headers.get("cache-control")).toBe("no-store");
    // Whoever may read sees it, and nothing of what opens the door there.
    const listed = await listAlerts(service, { token: apiToken });
    expect(listed).toEqual([shown]);
    const [row] = await service.services.stores.pg("alerts").where({ id: body.id });
    for (const kept of [JSON.stringify(listed), JSON.stringify(row)])
      for (const secret of ["s3cret", String(signing_secret)]) expect(kept).not.toContain(secret);
  });

  it.each([
    ["slack", { kind: "slack", url: "https://hooks.slack.com/services/T1/B2/xyz" }, "hooks.slack.com"],
    ["PagerDuty", { kind: "pagerduty", routing_key: "0123456789abcdef0123456789abcdef" }, "…cdef"],
  ])("has no secret to tell of %s", async (_what, destination, shown) => {
    const { admin } = await setUp();
    const { body } = await createAlert(service, admin, { ...alert, destination });
    expect(body).toMatchObject({ signing_secret: null, destination: { kind: destination.kind, shown } });
  });

  it("is changed where it is named, and the rest stays; muting is no change of it", async () => {
    const { admin } = await setUp();
    const { body: made } = await createAlert(service, admin, alert);
    const muted = await changeAlert(service, admin, made.id, { muted_until: "2030-01-01T00:00:00Z" });
    expect(muted.body).toMatchObject({
      muted_until: "2030-01-01T00:00:00.000Z",
      changed_at: null,
      signing_secret: null,
    });
    const changed = await changeAlert(service, admin, made.id, {
      count: 7,
      condition: "fewer_than",
      muted_until: null,
    });
    expect(changed.body).toMatchObject({ ...errorsAlert, count: 7, condition: "fewer_than", muted_until: null });
    expect(changed.body.changed_at).not.toBeNull();
    expect(changed.body.destination).toEqual(made.destination);
    const slack = { kind: "slack", url: "https://hooks.slack.com/services/T1/B2/xyz" };
    expect((await changeAlert(service, admin, made.id, { destination: slack })).body).toMatchObject({
      signing_secret: null,
      destination: { kind: "slack", shown: "hooks.slack.com" },
    });
    const again = await changeAlert(service, admin, made.id, { destination: HOOK });
    expect(again.body.signing_secret).toMatch(/^whsec_/);
    expect(again.body.signing_secret).not.toBe(made.signing_secret);
  });

  it("watches every line when its query is empty", async () => {
    const { admin } = await setUp();
    const silence = { ...alert, query: "", condition: "fewer_than", window_minutes: 30 };
    expect((await createAlert(service, admin, silence)).status).toBe(201);
  });

  it("has a name of its own, whatever the case of its letters", async () => {
    const { admin } = await setUp();
    await createAlert(service, admin, alert);
    expect((await createAlert(service, admin, { ...alert, name: "ERRORS" })).body.code).toBe("alert.name_taken");
    const { body } = await createAlert(service, admin, { ...alert, name: "Other" });
    expect((await changeAlert(service, admin, body.id, { name: "errors" })).body.code).toBe("alert.name_taken");
  });

  it("is gone once it is removed, with what it did", async () => {
    const { admin } = await setUp();
    const { body } = await createAlert(service, admin, alert);
    expect((await callApi(service, admin, "POST", `/alerts/${body.id}/test`)).status).toBe(202);
    expect(await alertEvents(service, admin, body.id)).toMatchObject([{ type: "test", delivery: "pending", count: 0 }]);
    expect((await callApi(service, admin, "DELETE", `/alerts/${body.id}`)).status).toBe(204);
    expect(await service.services.stores.pg("alert_events").where({ alert_id: body.id })).toEqual([]);
    for (const [verb, path] of [
      ["DELETE", ""],
      ["GET", "/events"],
      ["POST", "/test"],
    ] as const)
      expect((await callApi(service, admin, verb, `/alerts/${body.id}${path}`)).body.code).toBe("alert.not_found");
    expect((await changeAlert(service, admin, body.id, { count: 2 })).body.code).toBe("alert.not_found");
  });

  it("there is at most so many of", async () => {
    const { admin, resourceId } = await setUp();
    for (let i = 0; i < ALERTS_MAX; i++)
      expect((await createAlert(service, admin, { ...alert, name: `alert ${i}` })).status).toBe(201);
    const { status, body } = await createAlert(service, admin, alert);
    expect([status, body.code]).toEqual([422, "alert.too_many"]);
    expect(body.detail).toContain(String(ALERTS_MAX));
    expect(await service.services.stores.pg("alerts").where({ resource_id: resourceId })).toHaveLength(ALERTS_MAX);
  });
});

describe("another add-on's alert", () => {
  it("is not there: neither to see, nor to change, test or remove", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    const { body } = await createAlert(service, mine.admin, alert);
    expect(await listAlerts(service, theirs.admin)).toEqual([]);
    expect((await changeAlert(service, theirs.admin, body.id, { count: 2 })).body.code).toBe("alert.not_found");
    for (const [verb, path] of [
      ["DELETE", ""],
      ["GET", "/events"],
      ["POST", "/test"],
    ] as const)
      expect(await callApi(service, theirs.admin, verb, `/alerts/${body.id}${path}`)).toMatchObject({
        status: 404,
        body: { code: "alert.not_found" },
      });
    expect(await listAlerts(service, mine.admin)).toMatchObject([{ id: body.id, count: 1 }]);
  });

  it("stays when mine goes with its add-on", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    for (const { admin } of [mine, theirs]) {
      const { body } = await createAlert(service, admin, alert);
      await callApi(service, admin, "POST", `/alerts/${body.id}/test`);
    }
    expect((await partnerCall(service, "DELETE", `/${mine.resourceId}`)).status).toBe(204);
    await purgeResource(service.services, { resourceId: mine.resourceId });
    for (const table of ["alerts", "alert_events"]) {
      const left = (await service.services.stores.pg(table).select("resource_id")).map((row) => row.resource_id);
      expect([left.includes(mine.resourceId), left.includes(theirs.resourceId)]).toEqual([false, true]);
    }
  });
});

describe("what cannot be an alert is refused with what to do, and nothing is kept", () => {
  it.each([
    ["an address of this machine", { destination: { ...HOOK, url: "https://127.0.0.1/x" } }, "it is a private address"],
    ["a cloud's metadata", { destination: { ...HOOK, url: "https://169.254.169.254/" } }, "it is a private address"],
    ["a plain connection", { destination: { ...HOOK, url: "http://ops.example.com/" } }, "only https"],
    ["another scheme", { destination: { ...HOOK, url: "file:///etc/passwd" } }, "only https"],
    ["credentials in it", { destination: { ...HOOK, url: "https://u:p@ops.example.com/" } }, "a user or a password"],
  ])("%s", async (_what, wrong, said) => {
    const { admin } = await setUp();
    const { status, body } = await createAlert(service, admin, { ...alert, ...wrong });
    expect([status, body.code]).toEqual([422, "alert.bad_address"]);
    expect(body.detail).toContain(said);
    expect(await listAlerts(service, admin)).toEqual([]);
  });

  it.each([
    ["no name", { name: " " }, "name must not be empty"],
    ["NUL in its query", { query: "a\0b" }, "query must have no NUL"],
    ["a condition unknown here", { condition: "exactly" }, "condition must be at_least, fewer_than, rises or falls"],
    ["once as many", { condition: "rises", times: 1 }, "times must be 1.1 to 1000"],
    ["many times that are a text", { condition: "rises", times: "3" }, "times must be a number"],
    ["half a line", { count: 0.5 }, "count must be a whole number"],
    ["no line at all", { count: 0 }, "count must be at least 1"],
    ["more than a day", { window_minutes: 1441 }, "window_minutes must be at most 1440"],
    ["no destination", { destination: undefined }, "destination must be"],
    [
      "a destination unknown here",
      { destination: { kind: "fax", url: "https://x.example" } },
      "destination.kind must be webhook, slack, pagerduty or email",
    ],
    ["no URL", { destination: { kind: "slack", url: "hooks" } }, "destination.url must be a URL"],
    ["no routing key", { destination: { kind: "pagerduty", routing_key: "short" } }, "destination.routing_key must be"],
    [
      "no address",
      { destination: { kind: "email", address: "dana" } },
      "destination.address must be an e-mail address",
    ],
    ["a URL for PagerDuty", { destination: { kind: "pagerduty", url: "https://x.example" } }, "destination"],
    ["a member unknown here", { severity: "high" }, "severity is not known here"],
  ])("%s", async (_what, wrong, said) => {
    const { admin } = await setUp();
    const { status, body } = await createAlert(service, admin, { ...alert, ...wrong });
    expect([status, body.code], JSON.stringify(body)).toEqual([422, "body.bad_member"]);
    expect(body.detail).toContain(said);
    expect(await listAlerts(service, admin)).toEqual([]);
  });

  it("mail, where none is sent", async () => {
    const { admin } = await setUp();
    const destination = { kind: "email", address: "dana@example.com" };
    expect((await createAlert(service, admin, { ...alert, destination })).body.code).toBe("alert.no_mail");
    const { body } = await callApi<AlertsAnswer>(service, admin, "GET", "/alerts");
    expect(body).toEqual({ data: [], destinations: ["slack", "webhook", "pagerduty"] });
  });

  it("no change at all", async () => {
    const { admin } = await setUp();
    const { body } = await createAlert(service, admin, alert);
    expect((await changeAlert(service, admin, body.id, {})).body.code).toBe("body.bad_member");
  });

  it("by who may only read", async () => {
    const { admin, apiToken } = await setUp();
    const { body } = await createAlert(service, admin, alert);
    const reader = { token: apiToken };
    for (const [verb, path, sent] of [
      ["POST", "/alerts", alert],
      ["PATCH", `/alerts/${body.id}`, { count: 2 }],
      ["DELETE", `/alerts/${body.id}`, undefined],
      ["POST", `/alerts/${body.id}/test`, undefined],
    ] as const)
      expect((await callApi(service, reader, verb, path, { body: sent })).body.code).toBe("auth.scope");
    expect(await listAlerts(service, reader)).toMatchObject([{ id: body.id, count: 1 }]);
  });
});
