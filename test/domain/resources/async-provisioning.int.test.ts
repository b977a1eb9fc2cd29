import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { watchProvisioning } from "../../../app/domain/resources/watch-provisioning.ts";
import * as resources from "../../../app/stores/postgres/resources.ts";
import { startWithSandbox } from "../../support/sandbox.ts";
import { eventually, partnerCall, provisionBody } from "../../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let offsetMs = 0;
beforeAll(async () => {
  world = await startWithSandbox({ clock: { now: () => new Date(Date.now() + offsetMs) } });
});
afterAll(() => world.stop());
beforeEach(() => {
  offsetMs = 0;
  world.sandbox.behave();
});

const stateOf = async (id: string) => (await resources.find(world.service.services.stores.pg, id))?.state;

describe("a slow plan", () => {
  it("answers 202 without config, then hands over config and drain and says it is done", async () => {
    const { resource, answer } = await world.sandbox.provision("slow-app", "enterprise");
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ id: resource.id, message: expect.any(String) });
    await eventually(async () => (await stateOf(resource.id)) === "provisioned");
    const ordered = world.sandbox.requests
      .all()
      .filter((call) => call.direction === "in" && call.path.includes(resource.id) && call.method !== "GET")
      .map((call) => `${call.method} ${call.path.replace(resource.id, ":id").replace(/d\.[0-9a-f-]+$/, ":token")}`);
    expect(ordered.slice(0, 3)).toEqual([
      "PATCH /addons/:id/config",
      "PUT /addons/:id/log-drains/:token",
      "POST /addons/:id/actions/provision",
    ]);
    expect(world.sandbox.resource(resource.id).state).toBe("provisioned");
    world.sandbox.logplex.send("slow-app", ["slow but here"]);
    await world.sandbox.logplex.flush();
    expect(
      world.sandbox.logplex.stats(world.sandbox.drains(resource.id)[0]?.token ?? "")?.messagesDelivered,
    ).toBeGreaterThan(0);
  });

  it("answers a repeat the same, before and after it is done", async () => {
    const { resource, answer } = await world.sandbox.provision("repeated-app", "enterprise");
    const first = await world.sandbox.repeatProvision(resource.id);
    await eventually(async () => (await stateOf(resource.id)) === "provisioned");
    const second = await world.sandbox.repeatProvision(resource.id);
    for (const repeat of [first, second]) expect(repeat).toMatchObject({ status: 202, body: answer.body });
  });

  it.each([503, 409])("is tried again while Heroku is in trouble: %i", async (status) => {
    world.sandbox.misbehave({ kind: "answer", route: "PATCH /addons/:id/config", status, times: 1 });
    const { resource } = await world.sandbox.provision(`unlucky-app-${status}`, "enterprise");
    await eventually(
      async () => world.sandbox.requests.find("PATCH", `/addons/${resource.id}/config`, "in").length > 0,
    );
    expect(await stateOf(resource.id)).toBe("provisioning");
    offsetMs = 15 * 60_000;
    await watchProvisioning(world.service.services);
    await eventually(async () => (await stateOf(resource.id)) === "provisioned");
    offsetMs = 0;
  });

  it("ends in actions/deprovision when Heroku refuses for good, and nothing of it stays", async () => {
    world.sandbox.misbehave({ kind: "answer", route: "PATCH /addons/:id/config", status: 422, times: 1 });
    const { resource } = await world.sandbox.provision("refused-app", "enterprise");
    await eventually(async () => (await stateOf(resource.id)) === "deprovisioned");
    expect(world.sandbox.requests.find("POST", `/addons/${resource.id}/actions/deprovision`, "in")).toHaveLength(1);
  });

  it("is ended before Heroku's twelve hours are over", async () => {
    world.sandbox.misbehave({ kind: "answer", route: "PATCH /addons/:id/config", status: 503, times: 1 });
    const { resource } = await world.sandbox.provision("late-app", "enterprise");
    await eventually(
      async () => world.sandbox.requests.find("PATCH", `/addons/${resource.id}/config`, "in").length > 0,
    );
    offsetMs = 11.75 * 3_600_000;
    await watchProvisioning(world.service.services);
    expect(await stateOf(resource.id)).toBe("deprovisioned");
  });

  it("is provisioned at once when there is no grant to finish it with", async () => {
    const response = await partnerCall(world.service, "POST", "", provisionBody({ plan: "enterprise" }));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ config: { DRAINTRAIL_API_TOKEN: expect.any(String) } });
  });
});
