import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangesAnswer } from "../../../../app/contract/change.ts";
import { CHANGE_FIELDS } from "../../../../app/contract/query/change-fields.ts";
import { storeChanges } from "../../../../app/domain/changes/store-changes.ts";
import { changeRow } from "../../../support/changes.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
let resource: Provisioned;

/** Four changes: by whom, of what, from where. */
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  resource = await provisionResource(service);
  const at = (minute: number) => `2026-03-04T09:${String(minute).padStart(2, "0")}:00Z`;
  const row = (changes: Record<string, unknown>) => changeRow(resource.resourceId, changes);
  await storeChanges(service.services, [
    {
      ...row({ created_at: at(1) }),
      srcASNumber: 64_496,
      srcASCountryCode: "NL",
      srcASOrganization: "Quay Net",
      srcCity: "Den Haag",
    },
    row({
      created_at: at(2),
      type: "addon",
      action: "destroy",
      actor: { email: "eve@other.example" },
      data: { name: "redis-round-7", plan: { name: "heroku-redis:premium-0" }, seats: 12, forced: true },
      app: { id: "a2", name: "harbor-pier" },
      request: { ip_address: "2001:db8::7" },
    }),
    row({
      created_at: at(3),
      type: "widget",
      action: "polish",
      actor: null,
      app: null,
      team: null,
      request: null,
      data: null,
    }),
    {
      ...row({ created_at: at(4), data: { config_vars: ["DEBUG"] }, actor: { email: "Dana@Example.com" } }),
      tags: { source: "drain" },
      id: "d-1",
    },
  ]);
});
afterAll(() => service.stop());

async function found(query: string): Promise<string> {
  const search = new URLSearchParams({ query, from: "2026-03-04", to: "2026-03-05" });
  const { status, body } = await apiGet<ChangesAnswer>(service, resource.apiToken, `/changes?${search}`);
  expect(status, query).toBe(200);
  return body.data
    .map((each) => each.eventTime.slice(15, 16))
    .sort()
    .join("");
}

describe("a query about changes", () => {
  it.each([
    ["", "1234"],
    // The virtual fields.
    ["source:audit-trail", "123"],
    ["source:drain", "4"],
    ["-source:drain", "123"],
    ["source:webhook", ""],
    ["source:(drain webhook)", "4"],
    ["actor:dana@example.com", "14"],
    ["actor:dana", "14"],
    ["actor:eve*", "2"],
    ["actor:/EVE@.*/i", "2"],
    ["-actor:*", "3"],
    ["app:harbor-quay", "14"],
    ["app:harbor-*", "124"],
    ["app:a2", "2"],
    ["NOT app:*", "3"],
    ["team:quay-team", "124"],
    ["account:harbor-holding", "1234"],
    ["owner:quay-team@herokumanager.com", "1234"],
    ["type:config_change", "14"],
    ["type:config_change OR type:addon", "124"],
    ["action:destroy", "2"],
    // What a change's title says.
    ["addon.destroy", "2"],
    ["Addon.Destroy -actor:dana", "2"],
    ["type:addon.destroy", "2"],
    ["-type:addon.destroy", "134"],
    ["-addon.destroy", "134"],
    // Names in another case.
    ["Actor:eve*", "2"],
    ["HEROKUAPPNAME:harbor-pier", "2"],
    ["event:config_change.set", "14"],
    ["event:*.destroy", "2"],
    ["resource:redis", "2"],
    ["resource:config_var:DEBUG", "4"],
    // Addresses.
    ["ip:203.0.113.24", "14"],
    ["ip:203.0.113.0/24", "14"],
    ["ip:2001:db8::/32", "2"],
    ["-ip:*", "3"],
    ["ip:10.0.0.0/8", ""],
    ["country:nl", "1"],
    ["asn:64496", "1"],
    ["asn:>64000", "1"],
    ["asn:[64000 TO 64495]", ""],
    ["org:quay", "1"],
    ['city:"Den Haag"', "1"],
    // Columns by their names, and times.
    ["herokuAppName:harbor-pier", "2"],
    ["herokuappname:harbor-pier", "2"],
    ["eventTime:>=2026-03-04T09:03", "34"],
    ["eventtime:[2026-03-04T09:02 TO 2026-03-04T09:04]", "23"],
    ["readOnly:false", "1234"],
    ["sourceTTL:>=3000", "1234"],
    // Paths into the event's data.
    ["plan.name:heroku-redis:premium-0", "2"],
    ["data.plan.name:heroku-redis*", "2"],
    ["seats:>10", "2"],
    ["forced:true", "2"],
    ["plan.name:*", "2"],
    ["plan:*", ""],
    // Words and phrases, in sentences and in the events as received.
    ["PAYMENT_KEY", "1"],
    ["payment_key", "1"],
    ["premium-0", "2"],
    ['"removed the add-on"', "2"],
    ['"set DEBUG" -actor:eve', "4"],
    ["polish", "3"],
    ["dana OR eve", "124"],
    ["dana -DEBUG", "1"],
    ["(dana OR eve) 203.0.113.24", "14"],
    ["/.*/", ""],
    ["nothing-has-this", ""],
  ])("%s finds %s", async (query, expected) => {
    expect(await found(query)).toBe(expected);
  });

  it.each(CHANGE_FIELDS)("$example is understood", async ({ example }) => {
    await found(example);
  });
});
