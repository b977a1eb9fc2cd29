import { describe, expect, it } from "vitest";
import type { ChangeAnswer } from "../../../app/contract/change.ts";
import { describedEvents } from "../../../app/domain/changes/describe-change.ts";
import { normaliseAuditEvent } from "../../../app/domain/changes/normalise-audit-event.ts";
import { OCSF_VERSION, toOcsf } from "../../../app/domain/changes/ocsf.ts";
import { auditEvent } from "../../support/changes.ts";

type Json = Record<string, unknown>;

/** What every event must have. Source: ocsf/ocsf-schema 1.8.0, events/base_event.json and the objects it names. */
const BASE = ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"];

/** The classes we write: their own required attributes and the activities they know, beside 0 Unknown and 99 Other. */
const CLASSES: Record<number, { required: string[]; activities: number }> = {
  3004: { required: ["entity"], activities: 13 },
  3005: { required: ["user"], activities: 4 },
  3006: { required: ["group"], activities: 13 },
  6002: { required: ["app"], activities: 8 },
  6003: { required: ["actor", "api", "src_endpoint"], activities: 4 },
};

/** Objects: required attributes, and those of which at least one must be there. */
const OBJECTS: Record<string, { required?: string[]; atLeastOne?: string[] }> = {
  metadata: { required: ["product", "version"] },
  "metadata.product": { atLeastOne: ["name", "uid"] },
  actor: { atLeastOne: ["process", "user", "iam_role", "invoked_by", "session", "app_name", "app_uid"] },
  "actor.user": { atLeastOne: ["account", "name", "uid"] },
  api: { required: ["operation"] },
  "api.service": { atLeastOne: ["name", "uid"] },
  src_endpoint: {
    atLeastOne: ["ip", "uid", "name", "hostname", "svc_name", "instance_uid", "interface_uid", "domain"],
  },
  "src_endpoint.location": { atLeastOne: ["city", "country", "postal_code", "region"] },
  "src_endpoint.autonomous_system": { atLeastOne: ["number", "name"] },
  entity: { atLeastOne: ["name", "uid", "device", "group", "org", "policy", "user"] },
  user: { atLeastOne: ["account", "name", "uid"] },
  group: { atLeastOne: ["name", "uid"] },
  app: { atLeastOne: ["name", "uid"] },
};

function answer(event: unknown, changes: Partial<ChangeAnswer> = {}): ChangeAnswer {
  const { subject: _subject, ...row } = normaliseAuditEvent(event, {
    resourceId: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60",
    sourceId: "3f9b9a62-57a6-4f0e-8a1c-0d2f5b7c9e10",
    receivedAtMs: Date.parse("2026-03-04T09:16:00Z"),
    period: "2026-03-04",
    retentionDays: 400,
  });
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...row,
    eventTime: iso(row.eventTime),
    receivedAt: iso(row.receivedAt),
    herokuCreatedAt: iso(row.herokuCreatedAt),
    sources: ["audit-trail"],
    ...changes,
  };
}

function expectValid(event: Json): void {
  const known = CLASSES[event.class_uid as number];
  expect(known, `class ${event.class_uid}`).toBeDefined();
  const { required = [], activities = 0 } = known ?? {};
  for (const name of [...BASE, ...required]) expect(event[name], name).toBeDefined();
  expect(event.category_uid).toBe(Math.floor((event.class_uid as number) / 1_000));
  expect(event.type_uid).toBe((event.class_uid as number) * 100 + (event.activity_id as number));
  expect(event.activity_id === 99 || (event.activity_id as number) <= activities).toBe(true);
  // Other must be named.
  if (event.activity_id === 99) expect(event.activity_name).toMatch(/./);
  expect(Number.isSafeInteger(event.time)).toBe(true);
  for (const [path, { required: members = [], atLeastOne }] of Object.entries(OBJECTS)) {
    const object = path.split(".").reduce<unknown>((at, name) => (at as Json | undefined)?.[name], event) as
      | Json
      | undefined;
    if (object === undefined) continue;
    for (const member of members) expect(object[member], `${path}.${member}`).toBeDefined();
    if (atLeastOne)
      expect(
        atLeastOne.some((member) => object[member] !== undefined && object[member] !== ""),
        path,
      ).toBe(true);
  }
  for (const each of (event.enrichments ?? []) as Json[])
    for (const member of ["data", "name", "value"]) expect(each[member], `enrichments.${member}`).toBeDefined();
}

describe("the schema's required attributes are there", () => {
  it.each([...describedEvents(), "widget.polish"])("of %s, with everything and with nothing said", (name) => {
    const [type, action] = name.split(".");
    for (const event of [auditEvent({ type, action }), { type, action }, {}]) expectValid(toOcsf(answer(event)));
  });

  it("where the address was looked up", () => {
    const event = toOcsf(
      answer(auditEvent(), {
        srcCity: "Zürich",
        srcASCountryCode: "CH",
        srcLatitude: 47.4,
        srcLongitude: 8.5,
        srcASNumber: 64_496,
        enrichments: [
          { data: { city: "Zürich" }, name: "x 2026-11-01", provider: "DB-IP", type: "city", value: "1.1.1.1" },
        ],
      }),
    );
    expectValid(event);
    expect(event.src_endpoint).toEqual({
      ip: "203.0.113.24",
      location: { city: "Zürich", country: "CH", lat: 47.4, long: 8.5 },
      autonomous_system: { number: 64_496 },
    });
    expect(event.enrichments).toMatchObject([{ provider: "DB-IP" }]);
  });
});

it("says whether it succeeded", () => {
  expect(toOcsf(answer(auditEvent()))).toMatchObject({ status_id: 1 });
  expect(toOcsf(answer(auditEvent({ type: "login", action: "fail" })))).toMatchObject({ status_id: 2 });
});

describe("the class that fits", () => {
  it.each([
    ["app.create", {}, 3004, 1],
    ["app.destroy", {}, 3004, 4],
    ["app_transfer.create", { recipient: "eve@example.com" }, 3004, 5],
    ["addon.attach", { name: "x" }, 3004, 6],
    ["addon.detach", { name: "x" }, 3004, 7],
    ["config_change.set", { config_vars: ["A"] }, 3004, 3],
    ["config_change.remove", { config_vars: ["A"] }, 3004, 4],
    ["domain.create", { hostname: "x.example.com" }, 3004, 1],
    ["collaborator.create", { email: "eve@example.com" }, 3005, 1],
    ["collaborator.destroy", { email: "eve@example.com" }, 3005, 2],
    ["team.update", {}, 3006, 9],
    ["team.destroy", {}, 3006, 5],
    ["team_membership.create", { email: "eve@example.com" }, 3006, 3],
    ["enterprise_account_membership.destroy", { email: "eve@example.com" }, 3006, 4],
    ["code_release.create", {}, 6002, 8],
    ["dyno.run", {}, 6003, 99],
    ["applink_connection.create", { name: "x" }, 6003, 1],
    ["widget.polish", {}, 6003, 99],
    ["archive.download", {}, 6003, 2],
    // Without whom the class is about, the general one.
    ["collaborator.create", {}, 6003, 1],
  ])("of %s with %j is %i, activity %i", (name, data, classUid, activityId) => {
    const [type, action] = name.split(".");
    expect(toOcsf(answer(auditEvent({ type, action, data })))).toMatchObject({
      class_uid: classUid,
      activity_id: activityId,
      metadata: { version: OCSF_VERSION },
    });
  });

  it("names who may do what now", () => {
    const event = toOcsf(
      answer(auditEvent({ type: "collaborator", action: "create", data: { email: "eve@example.com" } })),
    );
    expect(event.user).toEqual({ name: "eve@example.com", email_addr: "eve@example.com" });
    expect(event.actor).toMatchObject({ user: { email_addr: "dana@example.com" } });
  });

  it("without an address or an actor nothing is made up", () => {
    const event = toOcsf(answer({ type: "app", action: "create", app: { name: "x" } }));
    expect([event.actor, event.src_endpoint]).toEqual([{ app_name: "Heroku" }, { svc_name: "Heroku Platform API" }]);
  });
});
