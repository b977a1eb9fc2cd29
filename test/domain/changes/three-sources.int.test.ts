import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HistogramAnswer } from "../../../app/contract/api.ts";
import type {
  ChangeAnswer,
  ChangeDetailAnswer,
  ChangesAnswer,
  ChangesAroundAnswer,
  ChangesHistogramAnswer,
} from "../../../app/contract/change.ts";
import {
  changesOf,
  makeToldResource,
  type ToldResource,
  tellByAudit,
  tellByDrain,
  tellByWebhook,
} from "../../support/changes.ts";
import { apiGet, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const later = (at: Date, ms: number) => new Date(at.getTime() + ms);

/** What a mark on the time line says of a change. */
const markOf = (change: ChangeAnswer) => ({
  id: change.id,
  at: change.eventTime,
  type: change.eventName,
  actor: change.herokuActorEmail || change.herokuActorId || null,
  sentence: change.sentence,
  app: change.herokuAppName === "" ? null : { id: change.herokuAppId, name: change.herokuAppName },
});

/** How often the resource's changes are counted, in every place that counts them; marks say what the changes say. */
async function counted({ apiToken }: ToldResource) {
  const [changes, marks, histogram, around] = await Promise.all([
    apiGet<ChangesAnswer>(service, apiToken, "/changes?from=-1h&limit=100"),
    apiGet<HistogramAnswer>(service, apiToken, "/logs/histogram?from=-1h"),
    apiGet<ChangesHistogramAnswer>(service, apiToken, "/changes/histogram?from=-1h"),
    apiGet<ChangesAroundAnswer>(service, apiToken, "/changes/around?at=now"),
  ]);
  expect(marks.body.changes).toEqual(changes.body.data.map(markOf).reverse());
  return {
    marks: marks.body.changes.length,
    histogram: histogram.body.data.reduce((sum, each) => sum + each.count, 0),
    around: around.body.data.length,
  };
}

const attach = { resource: "addon-attachment", action: "create" };
const attachment = { name: "CACHE", addon: { id: "x", name: "redis-round-7" } };

describe("the same change, told by drain, webhook and audit trail", () => {
  it("is one change that names all three, with the best of each", async () => {
    const resource = await makeToldResource(service);
    const at = ago(120);
    await tellByDrain(service, resource, "Attach CACHE (@ref:redis-round-7) by user dana@example.com", at);
    await tellByWebhook(service, resource, { ...attach, data: attachment }, later(at, 900));
    await tellByAudit(
      service,
      resource,
      { type: "addon", action: "attach", data: { name: "redis-round-7", attachment: "CACHE" } },
      later(at, 2_100),
    );
    const { data } = await changesOf(service, resource, (answer) => answer.data[0]?.sources.length === 3);
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      sources: ["audit-trail", "webhook", "drain"],
      eventName: "addon.attach",
      sentence: `dana@example.com attached redis-round-7 as CACHE to ${resource.appName}`,
      srcIP: "203.0.113.24",
      herokuAppName: resource.appName,
      herokuTeamName: "quay-team",
    });
    expect(await counted(resource)).toEqual({ marks: 1, histogram: 1, around: 1 });
    const detail = await apiGet<ChangeDetailAnswer>(service, resource.apiToken, `/changes/${data[0]?.id}`);
    expect(detail.body.told_by.map((each) => [each.sources[0], each.id[0]])).toEqual([
      ["audit-trail", "a"],
      ["webhook", "w"],
      ["drain", "d"],
    ]);
    for (const { id } of detail.body.told_by)
      expect((await apiGet<ChangeDetailAnswer>(service, resource.apiToken, `/changes/${id}`)).body).toEqual(
        detail.body,
      );
  });

  it("keeps id, time and place when another source joins later", async () => {
    const resource = await makeToldResource(service);
    const at = ago(300);
    await tellByDrain(service, resource, "Set PAYMENT_KEY config vars by user dana@example.com", at);
    const first = await changesOf(service, resource, (answer) => answer.data.length === 1);
    await tellByAudit(service, resource, {}, later(at, -800));
    const second = await changesOf(service, resource, (answer) => answer.data[0]?.sources.length === 2);
    const place = ({ data }: typeof first) =>
      data.map(({ id, eventTime, receivedAt }) => ({ id, eventTime, receivedAt }));
    expect(place(second)).toEqual(place(first));
  });

  it("is one also when a source does not say what exactly was changed, and the sentence is of one that does", async () => {
    const resource = await makeToldResource(service);
    const at = ago(60);
    await tellByDrain(service, resource, "Set A, B config vars by user dana@example.com", at);
    await tellByAudit(service, resource, { data: {}, actor: null }, later(at, 500));
    const { data } = await changesOf(service, resource, (answer) => answer.data[0]?.sources.length === 2);
    expect(data.map((each) => each.sentence)).toEqual([`dana@example.com set A, B on ${resource.appName}`]);
  });
});

describe("each pair of wordings Heroku has for one change", () => {
  it.each([
    ["Release v12 created", { resource: "release", action: "create", data: { version: 12 } }],
    [
      "Add eve@example.com as collaborator",
      { resource: "collaborator", action: "create", data: { user: { email: "eve@example.com" } } },
    ],
    [
      "Remove shop.example.com domain",
      { resource: "domain", action: "destroy", data: { hostname: "shop.example.com" } },
    ],
    ["Detach CACHE (@ref:redis-round-7)", { resource: "addon-attachment", action: "destroy", data: attachment }],
    [
      "Update plan of redis-round-7 to heroku-redis:mini",
      { resource: "addon", action: "update", data: { name: "redis-round-7" } },
    ],
    ["Add heroku-redis:mini add-on", { resource: "addon", action: "create", data: { name: "redis-round-7" } }],
  ])("%s", async (line, event) => {
    const resource = await makeToldResource(service);
    const at = ago(60);
    await tellByDrain(service, resource, `${line} by user dana@example.com`, at);
    await tellByWebhook(service, resource, event, later(at, 700));
    const { data } = await changesOf(service, resource, (answer) => answer.data[0]?.sources.length === 2);
    expect(data).toHaveLength(1);
  });
});

describe("changes that are really two", () => {
  it("stay two a second apart: different config vars", async () => {
    const resource = await makeToldResource(service);
    const at = ago(120);
    for (const [name, ms] of [
      ["FIRST_KEY", 0],
      ["SECOND_KEY", 1_000],
    ] as const) {
      await tellByDrain(service, resource, `Set ${name} config vars by user dana@example.com`, later(at, ms));
      await tellByAudit(service, resource, { data: { config_vars: [name] } }, later(at, ms + 300));
    }
    const { data } = await changesOf(
      service,
      resource,
      ({ data: all }) => all.every((each) => each.sources.length === 2) && all.length === 2,
    );
    expect(data.map((each) => each.sentence.split(" ")[2])).toEqual(["SECOND_KEY", "FIRST_KEY"]);
    expect(await counted(resource)).toEqual({ marks: 2, histogram: 2, around: 2 });
  });

  it("stay two: one variable seen by the drain alone, another by the audit trail alone", async () => {
    const resource = await makeToldResource(service);
    const at = ago(120);
    await tellByDrain(service, resource, "Set FIRST_KEY config vars by user dana@example.com", at);
    await tellByAudit(service, resource, { data: { config_vars: ["SECOND_KEY"] } }, later(at, 1_000));
    const { data } = await changesOf(service, resource, (answer) => answer.data.length === 2);
    expect(data.map((each) => each.sources)).toEqual([["audit-trail"], ["drain"]]);
  });

  it("stay two: the same variable set twice by one source, and by two people", async () => {
    const resource = await makeToldResource(service);
    const at = ago(120);
    for (const ms of [0, 1_000])
      await tellByDrain(service, resource, "Set KEY config vars by user dana@example.com", later(at, ms));
    await tellByDrain(service, resource, "Set OTHER config vars by user dana@example.com", later(at, 30_000));
    await tellByAudit(
      service,
      resource,
      { data: { config_vars: ["OTHER"] }, actor: { email: "eve@example.com" } },
      later(at, 30_500),
    );
    expect((await changesOf(service, resource, (answer) => answer.data.length === 4)).data).toHaveLength(4);
  });

  it("stay two: scaling of two processes", async () => {
    const resource = await makeToldResource(service);
    const at = ago(120);
    await tellByDrain(service, resource, "Scaled to web@3:Standard-1X by user dana@example.com", at);
    await tellByDrain(service, resource, "Scaled to worker@2:Standard-2X by user dana@example.com", later(at, 1_000));
    const { data } = await changesOf(service, resource, (answer) => answer.data.length === 2);
    expect(data[1]?.sentence).toBe(`dana@example.com scaled ${resource.appName} to web@3:Standard-1X`);
    expect(await counted(resource)).toEqual({ marks: 2, histogram: 2, around: 2 });
  });

  it("stay two: the same on two apps", async () => {
    const resource = await makeToldResource(service);
    const at = ago(120);
    await tellByDrain(service, resource, "Set KEY config vars by user dana@example.com", at);
    await tellByAudit(
      service,
      resource,
      { data: { config_vars: ["KEY"] }, app: { id: "another", name: "another" } },
      later(at, 300),
    );
    expect((await changesOf(service, resource, (answer) => answer.data.length === 2)).data).toHaveLength(2);
  });
});
