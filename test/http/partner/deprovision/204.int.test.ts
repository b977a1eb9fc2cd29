import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedMessages } from "../../../support/books.ts";
import { openEventStream } from "../../../support/event-stream.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  eventually,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { postSso, signIn, ssoForm } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function deprovision(resourceId: string) {
  const response = await partnerCall(service, "DELETE", `/${resourceId}`);
  expect(response.status).toBe(204);
  expect(await response.text()).toBe("");
}

describe("DELETE /heroku/resources/:uuid answers 204, and from then on", () => {
  it("the drain token is unknown: Logplex stops", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    expect((await postFrame(service, drainToken, frameOf([syslogLine("before")]))).status).toBe(204);
    await deprovision(resourceId);
    expect((await postFrame(service, drainToken, frameOf([syslogLine("after")]))).status).toBe(404);
  });

  it("the API token is refused, a dashboard session is over, and signing in is no longer possible", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    const withSession = () => fetch(`${service.url}/api/v1/resource`, { headers: { cookie } });
    expect((await withSession()).status).toBe(200);
    await deprovision(resourceId);
    expect((await apiGet(service, apiToken, "/resource")).status).toBe(401);
    expect((await withSession()).status).toBe(401);
    expect((await postSso(service, ssoForm({ resourceId }))).status).toBe(410);
  });

  it("an open tail is told that it ended", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    const tail = await openEventStream(`${service.url}/api/v1/logs/tail`, { authorization: `Bearer ${apiToken}` });
    await deprovision(resourceId);
    expect(await tail.next()).toMatchObject({ event: "ended" });
    expect(await tail.next()).toBeNull();
  });

  it("no credential and no token is left, sealed or not", async () => {
    const { resourceId } = await provisionResource(service, { oauth_grant: { code: "a-grant" } });
    await deprovision(resourceId);
    const { pg } = service.services.stores;
    expect(await pg("credentials").where({ resource_id: resourceId })).toEqual([]);
    expect(await pg("resources").where({ id: resourceId }).first()).toMatchObject({ api_token_sealed: null });
    for (const row of await pg("attachments").where({ resource_id: resourceId }))
      expect(row).toMatchObject({ log_drain_token_sealed: null, removed_at: expect.any(Date) });
  });

  it("its events are purged by a job, and nobody else's", async () => {
    const gone = await provisionResource(service);
    const stays = await provisionResource(service);
    for (const { drainToken } of [gone, stays])
      await postFrame(service, drainToken, frameOf([syslogLine("one"), syslogLine("two")]));
    await eventually(async () => (await storedMessages(service, gone.resourceId)).length === 2);
    await eventually(async () => (await storedMessages(service, stays.resourceId)).length === 2);
    await deprovision(gone.resourceId);
    await eventually(async () => (await storedMessages(service, gone.resourceId)).length === 0);
    expect(await storedMessages(service, stays.resourceId)).toHaveLength(2);
  });

  it("no text of its logs stays behind: dead letters and overflowed frames go with the events", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    expect((await postFrame(service, drainToken, "no frame, but log text")).status).toBe(400);
    await deprovision(resourceId);
    const { pg } = service.services.stores;
    await eventually(async () => (await pg("dead_letters").where({ resource_id: resourceId })).length === 0);
  });
});
