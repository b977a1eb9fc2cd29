import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describedEvents } from "../../../app/domain/changes/describe-change.ts";
import {
  type AuditOrigin,
  keyOfAuditEvent,
  normaliseAuditEvent,
} from "../../../app/domain/changes/normalise-audit-event.ts";
import { auditEvent, blockOf } from "../../support/changes.ts";

const origin: AuditOrigin = {
  resourceId: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60",
  sourceId: "3f9b9a62-57a6-4f0e-8a1c-0d2f5b7c9e10",
  receivedAtMs: Date.parse("2026-03-04T09:16:00Z"),
  period: "2026-03-04",
  retentionDays: 400,
};
const normalise = (event: unknown) => normaliseAuditEvent(event, origin);

/** Every event type of the lists Heroku published in 2019, about 2024 and 2026, with data it may carry. */
const KNOWN: Record<string, [data: unknown, sentence: string]> = {
  "addon.attach": [{ name: "redis-round-7", attachment: "CACHE" }, "attached redis-round-7 as CACHE to harbor-quay"],
  "addon.create": [
    { addon: { name: "redis-round-7" }, plan: { name: "heroku-redis:mini" } },
    "created the add-on redis-round-7 (heroku-redis:mini) on harbor-quay",
  ],
  "addon.destroy": [{ name: "redis-round-7" }, "removed the add-on redis-round-7 from harbor-quay"],
  "addon.detach": [{ name: "redis-round-7", attachment: "CACHE" }, "detached redis-round-7 (CACHE) from harbor-quay"],
  "addon.update": [
    { name: "redis-round-7", plan: "heroku-redis:premium-0" },
    "changed the plan of redis-round-7 to heroku-redis:premium-0 on harbor-quay",
  ],
  "app.create": [{ name: "harbor-quay" }, "created the app harbor-quay"],
  "app.destroy": [{}, "destroyed the app harbor-quay"],
  "app.update": [{ maintenance: true }, "changed the app harbor-quay"],
  "app_transfer.create": [
    { recipient: { email: "eve@example.com" } },
    "asked to transfer harbor-quay to eve@example.com",
  ],
  "app_transfer.update": [
    { state: "accepted", recipient: "eve@example.com" },
    "accepted the transfer of harbor-quay to eve@example.com",
  ],
  "applink_app.publish": [{ connection_name: "prod-org" }, "published harbor-quay by AppLink to prod-org"],
  "applink_app.unpublish": [{ connection_name: "prod-org" }, "took back harbor-quay from AppLink: prod-org"],
  "applink_authorization.create": [{ developer_name: "ci" }, "created the AppLink authorization ci on harbor-quay"],
  "applink_authorization.destroy": [{ developer_name: "ci" }, "removed the AppLink authorization ci on harbor-quay"],
  "applink_authorization.refresh": [{ developer_name: "ci" }, "refreshed the AppLink authorization ci on harbor-quay"],
  "applink_connection.create": [{ name: "prod-org" }, "created the AppLink connection prod-org on harbor-quay"],
  "applink_connection.destroy": [{ name: "prod-org" }, "removed the AppLink connection prod-org on harbor-quay"],
  "applink_connection.refresh": [{ name: "prod-org" }, "refreshed the AppLink connection prod-org on harbor-quay"],
  "code_release.create": [{ description: "Deploy 4f2a91c0", version: 12 }, "deployed 4f2a91c0 to harbor-quay (v12)"],
  "collaborator.create": [
    { user: { email: "eve@example.com" } },
    "added eve@example.com as collaborator on harbor-quay",
  ],
  "collaborator.destroy": [{ email: "eve@example.com" }, "removed eve@example.com as collaborator on harbor-quay"],
  "config_change.remove": [{ config_vars: ["B", "A"] }, "removed B, A from harbor-quay"],
  "config_change.set": [{ config_vars: ["PAYMENT_KEY"] }, "set PAYMENT_KEY on harbor-quay"],
  "domain.create": [{ hostname: "shop.example.com" }, "added the domain shop.example.com to harbor-quay"],
  "domain.destroy": [{ hostname: "shop.example.com" }, "removed the domain shop.example.com from harbor-quay"],
  "enterprise_account_membership.create": [
    { user: { email: "eve@example.com" }, permissions: [{ name: "view" }, { name: "manage" }] },
    "added eve@example.com to harbor-holding (view, manage)",
  ],
  "enterprise_account_membership.destroy": [
    { email: "eve@example.com" },
    "removed eve@example.com from harbor-holding",
  ],
  "enterprise_account_membership.update": [
    { email: "eve@example.com", permissions: ["manage"] },
    "changed what eve@example.com may do in harbor-holding (manage)",
  ],
  "heroku_config_change.update": [
    { config: { DATABASE_URL: "[redacted]" } },
    "changed DATABASE_URL that Heroku manages on harbor-quay",
  ],
  "sni_endpoint.create": [{ name: "tyrannosaurs-1" }, "added the certificate tyrannosaurs-1 to harbor-quay"],
  "sni_endpoint.destroy": [{ name: "tyrannosaurs-1" }, "removed the certificate tyrannosaurs-1 from harbor-quay"],
  "sni_endpoint.update": [{ name: "tyrannosaurs-1" }, "changed the certificate tyrannosaurs-1 on harbor-quay"],
  "space.create": [{ name: "quiet-bay" }, "created the space quiet-bay"],
  "space.destroy": [{ space: { name: "quiet-bay" } }, "destroyed the space quiet-bay"],
  "space.update": [{ name: "quiet-bay" }, "changed the space quiet-bay"],
  "ssl_endpoint.create": [{ name: "tokyo-1" }, "added the SSL endpoint tokyo-1 to harbor-quay"],
  "ssl_endpoint.destroy": [{ name: "tokyo-1" }, "removed the SSL endpoint tokyo-1 from harbor-quay"],
  "ssl_endpoint.update": [{ name: "tokyo-1" }, "changed the SSL endpoint tokyo-1 on harbor-quay"],
  "team.destroy": [{}, "destroyed the team quay-team"],
  "team.update": [{}, "changed the team quay-team"],
  "team_membership.create": [{ email: "eve@example.com", role: "admin" }, "added eve@example.com to quay-team (admin)"],
  "team_membership.destroy": [{ email: "eve@example.com" }, "removed eve@example.com from quay-team"],
  "team_membership.update": [
    { email: "eve@example.com", role: "viewer" },
    "changed what eve@example.com may do in quay-team (viewer)",
  ],
  "trusted_ip.update": [
    { ip_addresses: ["198.51.100.0/24"] },
    "changed the trusted addresses to 198.51.100.0/24 of quay-team",
  ],
};

describe("a sentence for people", () => {
  it.each(Object.entries(KNOWN))("%s", (name, [data, sentence]) => {
    const [type, action] = name.split(".");
    const row = normalise(auditEvent({ type, action, data }));
    expect(row.eventName).toBe(name);
    expect(row.sentence).toBe(`dana@example.com ${sentence}`);
  });

  it.each(Object.keys(KNOWN))("%s without anything but its name", (name) => {
    const [type, action] = name.split(".");
    const { sentence } = normalise({ type, action });
    expect(sentence).toMatch(/^Someone [a-z]/);
    expect(sentence).not.toMatch(/undefined|null|NaN| {2}|\.$| $/);
    expect(describedEvents()).toContain(name);
  });

  it("names an event nobody told us of as Heroku names it", () => {
    expect(normalise(auditEvent({ type: "widget", action: "polish", data: {} })).sentence).toBe(
      "dana@example.com: widget.polish on harbor-quay",
    );
  });

  it("is one line whatever the names are", () => {
    const { sentence } = normalise(auditEvent({ actor: { email: "a\nb\u202ec" }, data: { config_vars: ["X\r\nY"] } }));
    expect(sentence).toBe("a b c set X Y on harbor-quay");
    const many = Array.from({ length: 40 }, (_, i) => `K${i}`);
    expect(normalise(auditEvent({ data: { config_vars: many } })).sentence).toBe(
      "dana@example.com set K0, K1, K2, K3, K4 and 35 more on harbor-quay",
    );
  });
});

describe("the 52 columns", () => {
  it("hold what the event says", () => {
    const event = auditEvent({ id: "1f0a3c52-9b1c-4e7e-8a44-2f5c1b7d9e60" });
    expect(normalise(event)).toMatchObject({
      workspaceID: origin.resourceId,
      sourceID: origin.sourceId,
      sourceType: "heroku",
      sourceTTL: 400,
      receivedAt: origin.receivedAtMs,
      id: "a-1f0a3c52-9b1c-4e7e-8a44-2f5c1b7d9e60",
      eventTime: Date.parse("2026-03-04T09:15:02.118Z"),
      eventName: "config_change.set",
      eventID: "1f0a3c52-9b1c-4e7e-8a44-2f5c1b7d9e60",
      srcIP: "203.0.113.24",
      actor: { id: "b7e2c1a4-53d0-4c1f-9d3a-6f0e2b8a7c11", email: "dana@example.com" },
      tags: { source: "audit-trail" },
      resources: ["app:harbor-quay", "config_var:PAYMENT_KEY", "team:quay-team", "enterprise_account:harbor-holding"],
      serviceName: "heroku",
      enrichments: [],
      readOnly: false,
      rawLog: JSON.stringify(event),
      herokuId: "1f0a3c52-9b1c-4e7e-8a44-2f5c1b7d9e60",
      herokuAction: "set",
      herokuType: "config_change",
      herokuCreatedAt: Date.parse("2026-03-04T09:15:02.118Z"),
      herokuAppName: "harbor-quay",
      herokuTeamName: "quay-team",
      herokuOwnerEmail: "quay-team@herokumanager.com",
      herokuEnterpriseAccountName: "harbor-holding",
      herokuRequestIpAddress: "203.0.113.24",
      herokuData: '{"config_vars":["PAYMENT_KEY"]}',
    });
  });

  it("keep an unknown type, and what only reads is marked so", () => {
    const row = normalise(auditEvent({ type: "archive", action: "download" }));
    expect([row.eventName, row.herokuType, row.herokuAction, row.readOnly]).toEqual([
      "archive.download",
      "archive",
      "download",
      true,
    ]);
  });

  it("put into srcIP only what is an address", () => {
    const row = normalise(auditEvent({ request: { ip_address: "not an address" } }));
    expect([row.srcIP, row.herokuRequestIpAddress]).toEqual(["", "not an address"]);
  });
});

it("a row's subject is spelt alike by every source: names in one order and case, none where the app says it all", () => {
  const subjectOf = (changes: Record<string, unknown>) => normalise(auditEvent(changes)).subject;
  expect(subjectOf({ data: { config_vars: ["B_KEY", "a_key", "B_KEY"] } })).toBe("a_key,b_key");
  expect(subjectOf({ type: "app", action: "create", data: { name: "harbor-quay" } })).toBe("");
  expect(subjectOf({ type: "code_release", action: "create", data: { name: "v7", version: 7 } })).toBe("");
  expect(subjectOf({ type: "app_transfer", action: "create", data: { recipient: "eve@example.com" } })).toBe("");
});

describe("the id of a row", () => {
  it("is the same for an event without an id, however its members are ordered", () => {
    const id = (event: unknown, period: string) => normaliseAuditEvent(event, { ...origin, period }).id;
    expect(id({ type: "app", data: { a: 1, b: [{ c: 1, d: 2 }] } }, "2026-03-04")).toBe(
      id({ data: { b: [{ d: 2, c: 1 }], a: 1 }, type: "app" }, "2026-03"),
    );
    expect(id({ type: "app" }, "2026-03")).not.toBe(id({ type: "team" }, "2026-03"));
  });

  it("and its time agree between a day's poll and the month's archive when the event has no time", () => {
    const at = (period: string) => normaliseAuditEvent({ id: "x" }, { ...origin, period }).eventTime;
    expect(at("2026-03-04")).toBe(Date.parse("2026-03-01T00:00:00Z"));
    expect(at("2026-03")).toBe(at("2026-03-31"));
  });

  it("fits a URL whatever Heroku's id is", () => {
    for (const id of ["a/b?c#d", "ü", "x".repeat(500), "..", 17, ""])
      expect(normalise(auditEvent({ id })).id).toMatch(/^a-~?[A-Za-z0-9_-]+$/);
  });
});

describe("any JSON at all", () => {
  const member = fc.jsonValue({ maxDepth: 4 });
  const event = fc.oneof(
    member,
    fc.record(
      {
        id: member,
        type: fc.oneof(member, fc.constantFrom(...Object.keys(KNOWN).map((name) => name.split(".")[0]))),
        action: fc.oneof(member, fc.constantFrom("create", "set", "update", "destroy")),
        created_at: member,
        actor: member,
        app: fc.oneof(member, fc.record({ id: member, name: member })),
        owner: member,
        team: member,
        enterprise_account: member,
        request: fc.oneof(member, fc.record({ ip_address: member })),
        data: fc.oneof(member, fc.dictionary(fc.constantFrom("name", "config_vars", "user", "email", "plan"), member)),
      },
      { requiredKeys: [] },
    ),
  );

  it("gives a row that can be stored, and the same one again", () => {
    fc.assert(
      fc.property(event, (value) => {
        const row = normalise(value);
        expect(() => blockOf([row]).encode()).not.toThrow();
        expect(JSON.parse(row.rawLog)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(normalise(structuredClone(value))).toEqual(row);
        const { id, eventTime } = row;
        expect(keyOfAuditEvent(value, origin)).toEqual({ id, eventTime });
      }),
      { numRuns: 2_000 },
    );
  });

  it("also nested deeper than the engine can walk, and with members of the language itself", () => {
    let deep: unknown = "end";
    for (let i = 0; i < 50_000; i++) deep = [deep];
    expect(normalise({ data: deep }).eventName).toBe("unknown");
    expect(normalise({ type: "constructor", action: "toString", data: { __proto__: null } }).sentence).toBe(
      "Someone: constructor.toString",
    );
  });
});
