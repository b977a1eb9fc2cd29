import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { deliver, subscribe, webhookEvent } from "../../../support/webhooks.ts";

let service: TestService;
let resourceId: string;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  ({ resourceId } = await provisionResource(service));
  await subscribe(service, resourceId);
});
afterAll(() => service.stop());

describe("POST /heroku/webhooks answers 401 and stores nothing", () => {
  const refused: [string, string, unknown, { secret?: string; signature?: string | null }][] = [
    ["a wrong secret", "own", webhookEvent(), { secret: "another" }],
    ["no signature", "own", webhookEvent(), { signature: null }],
    ["an empty signature", "own", webhookEvent(), { signature: "" }],
    [
      "a signature of another body",
      "own",
      webhookEvent(),
      { signature: createHmac("sha256", "whsec-test").update("{}").digest("base64") },
    ],
    ["a resource that never subscribed", `/${randomUUID()}`, webhookEvent(), {}],
    ["an address that is no uuid", "/not-a-uuid", webhookEvent(), {}],
    ["a subscription nobody knows, on the bare address", "", webhookEvent(), {}],
    ["a name that no subscription can have", "", webhookEvent({}, "a\0b"), {}],
    ["no JSON, on the bare address", "", "not json", {}],
  ];
  it.each(refused)("to %s", async (_why, path, event, options) => {
    const response = await deliver(service, path === "own" ? `/${resourceId}` : path, event, options);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ id: "webhook.bad_signature" });
    expect(await service.services.stores.pg("webhook_events").where({ resource_id: resourceId })).toEqual([]);
  });

  it("once the resource is deprovisioned", async () => {
    const gone = await provisionResource(service);
    await subscribe(service, gone.resourceId);
    await partnerCall(service, "DELETE", `/${gone.resourceId}`);
    expect((await deliver(service, `/${gone.resourceId}`, webhookEvent())).status).toBe(401);
  });
});

it("computes the signature as Heroku documents it", async () => {
  // A known vector, so that a mistake made on both sides of this test would still show.
  const body = '{"action":"create","resource":"addon-attachment"}';
  const signature = createHmac("sha256", "whsec-test").update(body).digest("base64");
  expect(signature).toBe("EEkupssKrRnnw5f6b0kksHMhHonj695XPhPSk4nw5GQ=");
  const response = await deliver(service, `/${resourceId}`, body, { signature });
  expect(response.status).toBe(204);
});
