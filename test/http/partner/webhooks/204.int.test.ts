import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { deliver, subscribe, webhookEvent } from "../../../support/webhooks.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

async function storedEvents(resourceId: string) {
  return service.services.stores.pg("webhook_events").where({ resource_id: resourceId }).orderBy("id");
}

describe("POST /heroku/webhooks answers 204", () => {
  it("to a signed event on the resource's own address, and stores the change whole", async () => {
    const { resourceId } = await provisionResource(service);
    await subscribe(service, resourceId);
    const event = webhookEvent({
      resource: "collaborator",
      action: "destroy",
      data: { user: { email: "lee@example.com" } },
      previous_data: { role: "member" },
    });
    expect((await deliver(service, `/${resourceId}`, event)).status).toBe(204);
    const [stored] = await storedEvents(resourceId);
    expect(stored).toMatchObject({
      event_id: event.id,
      entity: "collaborator",
      action: "destroy",
      actor_email: "dana@example.com",
    });
    expect(stored.payload).toMatchObject({ data: event.data, previous_data: { role: "member" } });
    expect(stored.occurred_at.toISOString()).toBe("2026-03-04T09:15:03.000Z");
  });

  it("on the bare address, where the delivery names its subscription", async () => {
    const { resourceId } = await provisionResource(service);
    const { webhookId } = await subscribe(service, resourceId);
    expect((await deliver(service, "", webhookEvent({}, webhookId))).status).toBe(204);
    expect(await storedEvents(resourceId)).toHaveLength(1);
  });

  it("to a replayed event id, which changes nothing", async () => {
    const { resourceId } = await provisionResource(service);
    await subscribe(service, resourceId);
    const event = webhookEvent();
    const answers = await Promise.all([1, 2, 3].map(() => deliver(service, `/${resourceId}`, event)));
    expect(answers.map((answer) => answer.status)).toEqual([204, 204, 204]);
    expect(await storedEvents(resourceId)).toHaveLength(1);
  });

  it("to an event with texts that Postgres cannot hold: they are stored as near as it can, for Heroku would retry for days", async () => {
    const { resourceId } = await provisionResource(service);
    await subscribe(service, resourceId);
    const event = webhookEvent({
      action: "up\0date",
      resource: "a\0pp",
      actor: { email: "dana\0@example.com" },
      data: { note: "NUL \0, half \ud83d, whole \u{1f600}, spelt \\u0000 \\ud83d", "ke\0y\udc00": ["\0"] },
    });
    expect((await deliver(service, `/${resourceId}`, event)).status).toBe(204);
    expect(await storedEvents(resourceId)).toMatchObject([
      {
        action: "up\ufffddate",
        entity: "a\ufffdpp",
        actor_email: "dana\ufffd@example.com",
        payload: {
          data: {
            note: "NUL \ufffd, half \ufffd, whole \u{1f600}, spelt \\u0000 \\ud83d",
            "ke\ufffdy\ufffd": ["\ufffd"],
          },
        },
      },
    ]);
    const replayed = webhookEvent({ id: "one\0id" });
    for (const _ of [1, 2]) expect((await deliver(service, `/${resourceId}`, replayed)).status).toBe(204);
    expect(await storedEvents(resourceId)).toHaveLength(2);
  });

  it("to an event without an id, which is known by its bytes, and to what is signed and no event", async () => {
    const { resourceId } = await provisionResource(service);
    await subscribe(service, resourceId);
    const { id: _, webhook_metadata: __, ...nameless } = webhookEvent({ action: "create" });
    for (const event of [nameless, nameless, { ...nameless, action: "destroy" }])
      expect((await deliver(service, `/${resourceId}`, event)).status).toBe(204);
    const stored = await storedEvents(resourceId);
    expect(stored.map(({ action }) => action)).toEqual(["create", "destroy"]);
    for (const body of ["[]", "null", "not json", ""])
      expect((await deliver(service, `/${resourceId}`, body)).status).toBe(204);
    expect(await storedEvents(resourceId)).toHaveLength(2);
  });

  it("to an event of a kind nobody knows yet: it is kept", async () => {
    const { resourceId } = await provisionResource(service);
    await subscribe(service, resourceId);
    const event = webhookEvent({ resource: "quantum-flux", action: "entangle", actor: null, sequence: "7" });
    expect((await deliver(service, `/${resourceId}`, event)).status).toBe(204);
    expect(await storedEvents(resourceId)).toMatchObject([
      { entity: "quantum-flux", action: "entangle", sequence: "7" },
    ]);
  });
});
