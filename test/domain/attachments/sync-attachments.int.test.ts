import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogsAnswer, ResourceAnswer } from "../../../app/contract/api.ts";
import { startWithSandbox } from "../../support/sandbox.ts";
import { apiGet, eventually } from "../../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
beforeAll(async () => {
  world = await startWithSandbox();
});
afterAll(() => world.stop());

async function newResource(app: string) {
  const { resource, answer } = await world.sandbox.provision(app, "standard");
  const apiToken = (answer.body as { config: { DRAINTRAIL_API_TOKEN: string } }).config.DRAINTRAIL_API_TOKEN;
  const view = async () => (await apiGet<ResourceAnswer>(world.service, apiToken, "/resource")).body;
  // Subscribed is the last step after provisioning: from here on webhooks arrive.
  await eventually(async () =>
    world.service.services.stores.pg("webhooks").where({ resource_id: resource.id }).first(),
  );
  return { resource, apiToken, view };
}

const appNames = (view: ResourceAnswer) => view.attachments.map((attachment) => attachment.app?.name).sort();

describe("attachments, as Heroku tells of them", () => {
  it("a second app is learnt by webhook, and its first lines, sent before that, are found", async () => {
    const { resource, apiToken, view } = await newResource("first-app");
    world.sandbox.createApp("second-app");
    const { drain } = world.sandbox.attach("second-app", resource.id);
    expect(drain?.token).toMatch(/^d\./);
    world.sandbox.logplex.send("second-app", ["written before anyone knew me"]);
    await world.sandbox.logplex.flush();
    await eventually(async () => {
      const { body } = await apiGet<LogsAnswer>(world.service, apiToken, "/logs?query=app%3Asecond-app");
      return body.data.some(
        (line) => line.message === "written before anyone knew me" && line.app?.name === "second-app",
      );
    });
    expect(appNames(await view())).toEqual(["first-app", "second-app"]);
    const named = (await view()).attachments.find((attachment) => attachment.app?.name === "second-app");
    expect(named?.name).not.toBeNull();
  });

  it("an attachment that goes is tombstoned: its token is refused, its lines keep their app's name", async () => {
    const { resource, apiToken, view } = await newResource("keeper");
    world.sandbox.createApp("leaver");
    const { attachment, drain } = world.sandbox.attach("leaver", resource.id);
    world.sandbox.logplex.send("leaver", ["my last words"]);
    await world.sandbox.logplex.flush();
    await eventually(async () => appNames(await view()).includes("leaver"));
    await eventually(async () => {
      const { body } = await apiGet<LogsAnswer>(world.service, apiToken, "/logs?query=last+words");
      return body.data.length === 1;
    });
    world.sandbox.detach(attachment.id);
    await eventually(async () => !appNames(await view()).includes("leaver"));
    const refused = await fetch(`${world.service.url}/drain`, {
      method: "POST",
      headers: { "content-type": "application/logplex-1", "logplex-drain-token": drain?.token ?? "" },
      body: "5 hello",
    });
    expect(refused.status).toBe(404);
    const { body } = await apiGet<LogsAnswer>(world.service, apiToken, "/logs?query=last+words");
    expect(body.data[0]?.app?.name).toBe("leaver");
  });

  it("a renamed app is shown and found under its new name, old lines too", async () => {
    const { apiToken, view } = await newResource("old-name");
    await eventually(async () => appNames(await view()).includes("old-name"));
    world.sandbox.logplex.send("old-name", ["before the renaming"]);
    await world.sandbox.logplex.flush();
    world.sandbox.updateApp("old-name", { name: "new-name" });
    await eventually(
      async () => (await view()).app?.name === "new-name" && appNames(await view()).includes("new-name"),
    );
    await eventually(async () => {
      const { body } = await apiGet<LogsAnswer>(world.service, apiToken, "/logs?query=app%3Anew-name+renaming");
      return body.data.length === 1;
    });
  });

  it("stores every change whole, with its actor, for the customer to see later", async () => {
    const { resource } = await newResource("watched-app");
    world.sandbox.addCollaborator("watched-app", "lee@example.com");
    await world.sandbox.webhooksIdle();
    const event = await eventually(async () =>
      world.service.services.stores
        .pg("webhook_events")
        .where({ resource_id: resource.id, entity: "collaborator" })
        .first(),
    );
    expect(event).toMatchObject({ action: "create", actor_email: "dana@example.com" });
    expect(JSON.stringify(event.payload)).toContain("lee@example.com");
  });

  it("is subscribed once, in Heroku's order and with retries, with a secret kept sealed", async () => {
    const { resource } = await newResource("subscribed-app");
    const [created, ...others] = world.sandbox.requests.find("POST", `/addons/${resource.id}/webhooks`, "in");
    expect(others).toEqual([]);
    expect(created?.body).toMatchObject({
      level: "sync",
      url: `${world.service.url}/heroku/webhooks/${resource.id}`,
      include: ["api:addon-attachment", "api:addon", "api:app", "api:collaborator", "api:domain", "api:sni-endpoint"],
    });
    const row = await world.service.services.stores.pg("webhooks").where({ resource_id: resource.id }).first();
    const { secret } = (created?.body ?? {}) as { secret: string };
    expect(row.secret_sealed).not.toContain(secret);
    expect(world.service.services.secrets.open(row.secret_sealed, "webhooks.secret")).toBe(secret);
  });
});
