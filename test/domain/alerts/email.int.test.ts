import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertsAnswer } from "../../../app/contract/api.ts";
import { dispatchAlerts } from "../../../app/domain/alerts/dispatch-alerts.ts";
import { alertEvents, changeAlert, createAlert, errorsAlert, judgeLater, listAlerts } from "../../support/alerts.ts";
import { callApi, makeApiToken } from "../../support/api.ts";
import { createShiftedClock } from "../../support/clock.ts";
import { syslogLine } from "../../support/frames.ts";
import { type MailServer, startMailServer } from "../../support/mail-server.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";
import { signIn } from "../../support/sso.ts";
import { storeLines } from "../../support/store-lines.ts";

const clock = createShiftedClock();
let service: TestService;
let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
  const env = { SMTP_URL: server.url, MAIL_FROM: "Draintrail <alerts@draintrail.example.com>" };
  service = await startTestService({ clock, env });
});
beforeEach(() => {
  clock.shift(0);
  server.mails.length = 0;
});
afterAll(async () => {
  await service.stop();
  await server.close();
});

const DANA = { kind: "email", address: "dana@example.com" };

/** A resource that dana has opened. */
async function setUp() {
  const resource = await provisionResource(service);
  await signIn(service, resource.resourceId);
  const admin = { token: await makeApiToken(service, resource.resourceId, ["admin"]) };
  return { resource, resourceId: resource.resourceId, admin };
}

describe("mail", () => {
  it("tells of an alert and its end in one thread, with its lines as text", async () => {
    const { resource, resourceId, admin } = await setUp();
    const named = { ...errorsAlert, name: "Fehler — früh", destination: DANA };
    const { body } = await createAlert(service, admin, named);
    expect(body).toMatchObject({ signing_secret: null, destination: { kind: "email", shown: "dana@example.com" } });
    await storeLines(service, resource, [syslogLine("boom <b>now</b>\nSubject: other")]);
    await judgeLater({ service, clock }, resourceId);
    await eventually(async () => server.mails.length === 1);
    await judgeLater({ service, clock }, resourceId, 4);
    await eventually(async () => server.mails.length === 2);
    const [fired, resolved] = server.mails;
    expect(fired).toMatchObject({ from: "alerts@draintrail.example.com", to: ["dana@example.com"] });
    expect(fired?.headers).toMatchObject({
      from: "Draintrail <alerts@draintrail.example.com>",
      to: "dana@example.com",
      "auto-submitted": "auto-generated",
      "list-unsubscribe": `<${service.url}/alerts>`,
    });
    expect(fired?.headers["content-type"]).toMatch(/^text\/plain/);
    expect(fired?.text).toContain("Firing: Fehler — früh\n\n1 line in 1 minute (at least 1 line in 1 minute)");
    expect(fired?.text).toContain("app[web.1]: boom <b>now</b>");
    expect(fired?.text).toContain(`${service.url}/logs?query=boom&from=`);
    expect(resolved?.text).toContain("Resolved: Fehler — früh");
    expect(resolved?.headers.references).toBe(fired?.headers.references);
    expect(resolved?.headers["message-id"]).not.toBe(fired?.headers["message-id"]);
  });

  it("is offered, and goes to nobody who has not come here with a verified address", async () => {
    const [mine, theirs] = [await setUp(), await provisionResource(service)];
    const { body } = await callApi<AlertsAnswer>(service, mine.admin, "GET", "/alerts");
    expect(body.destinations).toContain("email");
    for (const address of ["eve@example.com", "dana@example.com.evil.example"]) {
      const made = await createAlert(service, mine.admin, { ...errorsAlert, destination: { ...DANA, address } });
      expect(made.body.code).toBe("alert.unknown_address");
    }
    await service.services.stores.pg("visits").insert({
      resource_id: mine.resourceId,
      user_id: "u",
      email: "mallory@example.com",
      is_email_verified: false,
      opened: "/",
      at: clock.now(),
    });
    const mallory = { ...DANA, address: "mallory@example.com" };
    expect((await createAlert(service, mine.admin, { ...errorsAlert, destination: mallory })).body.code).toBe(
      "alert.unknown_address",
    );
    // Dana has opened another add-on, not this one.
    const admin = { token: await makeApiToken(service, theirs.resourceId, ["admin"]) };
    expect((await createAlert(service, admin, { ...errorsAlert, destination: DANA })).body.code).toBe(
      "alert.unknown_address",
    );
    expect(await listAlerts(service, mine.admin)).toEqual([]);
    const made = await createAlert(service, mine.admin, {
      ...errorsAlert,
      destination: { ...DANA, address: "Dana@Example.com" },
    });
    expect(made.status).toBe(201);
    expect((await changeAlert(service, mine.admin, made.body.id, { destination: mallory })).body.code).toBe(
      "alert.unknown_address",
    );
  });

  it.each(["dana@example.com, eve@example.com", "dana@example.com\nBcc: eve@example.com", "<dana@example.com>"])(
    "has one address, and nothing but an address: %j",
    async (address) => {
      const { admin } = await setUp();
      const { body } = await createAlert(service, admin, { ...errorsAlert, destination: { ...DANA, address } });
      expect(body).toMatchObject({ code: "body.bad_member", detail: expect.stringContaining("destination.address") });
    },
  );

  it("that is put off is sent again; one that is refused is not, and the history says why", async () => {
    const { admin } = await setUp();
    const { body } = await createAlert(service, admin, { ...errorsAlert, destination: DANA });
    const test = () => callApi(service, admin, "POST", `/alerts/${body.id}/test`);
    const newest = (state: object) =>
      eventually(async () => {
        const [event] = await alertEvents(service, admin, body.id);
        return event && Object.entries(state).every(([key, value]) => event[key as "error"] === value);
      });
    server.refuse(451, 1);
    await test();
    await newest({ delivery: "pending", attempts: 1, error: "The mail could not be sent." });
    clock.advance(16_000);
    await dispatchAlerts(service.services);
    await newest({ delivery: "delivered", attempts: 2, error: null });
    server.refuse(550, 1);
    clock.advance(10_000);
    await test();
    await newest({ delivery: "failed", attempts: 1, error: "The mail was refused (550)." });
    expect(server.mails).toHaveLength(1);
  });
});
