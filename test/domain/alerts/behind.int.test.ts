import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorkers } from "../../../workers/start.ts";
import { alertEvents, createAlert, errorsAlert, judgeLater } from "../../support/alerts.ts";
import { makeApiToken } from "../../support/api.ts";
import { createShiftedClock } from "../../support/clock.ts";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

const clock = createShiftedClock();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock });
});
afterAll(() => service.stop());

it("an alert on lines that stay away says nothing while lines wait to be stored: a service that is behind is no silence", async () => {
  const { resourceId, drainToken } = await provisionResource(service);
  const admin = { token: await makeApiToken(service, resourceId, ["admin"]) };
  const { body } = await createAlert(service, admin, {
    ...errorsAlert,
    query: "",
    condition: "fewer_than",
    window_minutes: 5,
    destination: { kind: "webhook", url: "https://ops.example.com/hook" },
  });
  expect((await postFrame(service, drainToken, frameOf([syslogLine("here I am")]))).status).toBe(204);
  await judgeLater({ service, clock }, resourceId, 30);
  expect(await alertEvents(service, admin, body.id)).toEqual([]);

  const workers = await startWorkers(service.services);
  try {
    await eventually(async () => !(await service.services.stores.frames.holds(resourceId)));
    await judgeLater({ service, clock }, resourceId, 30);
    expect(await alertEvents(service, admin, body.id)).toMatchObject([{ type: "fired", count: 0 }]);
  } finally {
    await workers.stop();
  }
});
