import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHANGE_COLUMNS } from "../../../../app/contract/change.ts";
import type { ChangeRow } from "../../../../app/stores/clickhouse/changes/change-block.ts";
import { deleteChangesOfResource, insertChanges } from "../../../../app/stores/clickhouse/changes/changes.ts";
import type { ClickHouse } from "../../../../app/stores/clickhouse/connection.ts";
import { migrateClickHouse } from "../../../../migrations/clickhouse.ts";
import { blockOf, changeRow } from "../../../support/changes.ts";
import { waysToClickHouse } from "../ways.ts";

let clickhouse: ClickHouse;

const NAMES = Object.keys(CHANGE_COLUMNS).join(", ");

function stored(resourceId: string): Promise<Record<string, unknown>[]> {
  return clickhouse.query(
    `SELECT ${NAMES}, sentence, subject FROM heroku_audit_logs FINAL WHERE resource_id = {resource:UUID} ORDER BY eventTime, id`,
    { resource: resourceId },
  );
}

/** As RunReveal's guide "Heroku Audit Trail Log Ingestion" lists them. */
const DOCUMENTED = `
  workspaceID String
  sourceID String
  sourceType String
  sourceTTL UInt32
  receivedAt DateTime(3)
  id String
  eventTime DateTime(3)
  eventName String
  eventID String
  srcIP String
  srcASCountryCode String
  srcASNumber UInt32
  srcASOrganization String
  srcCity String
  srcConnectionType String
  srcISP String
  srcLatitude Float64
  srcLongitude Float64
  srcUserType String
  dstIP String
  dstASCountryCode String
  dstASNumber UInt32
  dstASOrganization String
  dstCity String
  dstConnectionType String
  dstISP String
  dstLatitude Float64
  dstLongitude Float64
  dstUserType String
  actor Map(String, String)
  tags Map(String, String)
  resources Array(String)
  serviceName String
  enrichments Array(Tuple(data Map(String, String), name String, provider String, type String, value String))
  readOnly Bool
  rawLog String
  herokuId String
  herokuAction String
  herokuCreatedAt DateTime(3)
  herokuType String
  herokuActorId String
  herokuActorEmail String
  herokuAppId String
  herokuAppName String
  herokuTeamId String
  herokuTeamName String
  herokuOwnerId String
  herokuOwnerEmail String
  herokuEnterpriseAccountId String
  herokuEnterpriseAccountName String
  herokuRequestIpAddress String
  herokuData String
`
  .trim()
  .split("\n")
  .map((line) => /^\s*(\w+) (.*)$/.exec(line) as RegExpExecArray)
  .map(([, name, type]) => ({ name, type: type === "DateTime(3)" ? "DateTime64(3, 'UTC')" : type }));

const spelt = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

describe.each(Object.entries(waysToClickHouse))("heroku_audit_logs, ClickHouse %s", (_way, open) => {
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const { opened, remove: removeOpened } = await open();
    [clickhouse, remove] = [opened, removeOpened];
    await migrateClickHouse(clickhouse, null);
  });
  afterAll(async () => {
    await clickhouse.close();
    await remove();
  });

  it("begins with exactly the 52 columns that RunReveal documents, in order", async () => {
    const columns = await clickhouse.query<{ name: string; type: string }>(
      "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'heroku_audit_logs' ORDER BY position",
    );
    expect(DOCUMENTED).toHaveLength(52);
    expect(columns.slice(0, 52)).toEqual(DOCUMENTED);
    expect(Object.entries(CHANGE_COLUMNS).map(([name, type]) => ({ name, type }))).toEqual(DOCUMENTED);
  });

  it("gives back every column as it was put in, hostile text included", async () => {
    const resourceId = randomUUID();
    const hostile = "a\n\n'; DROP TABLE heroku_audit_logs; --\u0000\t\\N 😀";
    const row: ChangeRow = {
      ...changeRow(resourceId, { data: { config_vars: [hostile] }, actor: { id: hostile, email: hostile } }),
      srcASNumber: 4_294_967_295,
      srcLatitude: -33.8688,
      srcLongitude: 151.2093,
      srcCity: "Zürich",
      readOnly: true,
      tags: { source: "audit-trail", [hostile]: hostile },
      resources: ["app:harbor-quay", hostile, ""],
      enrichments: [
        { data: { city: "Zürich", [hostile]: "" }, name: "geo", provider: "p", type: "city", value: "203.0.113.24" },
        { data: {}, name: "asn", provider: hostile, type: "as", value: "" },
      ],
    };
    await insertChanges(clickhouse, blockOf([row, changeRow(resourceId, { created_at: "2026-03-04T09:15:03Z" })]));
    const [first] = await stored(resourceId);
    const { receivedAt, eventTime, herokuCreatedAt, ...rest } = row;
    expect(first).toEqual({
      ...rest,
      receivedAt: spelt(receivedAt),
      eventTime: spelt(eventTime),
      herokuCreatedAt: spelt(herokuCreatedAt),
    });
  });

  it("reads an event once, however often it is inserted, and keeps when it came first", async () => {
    const resourceId = randomUUID();
    const row = changeRow(resourceId);
    const again = { ...row, receivedAt: row.receivedAt + 60_000 };
    await insertChanges(clickhouse, blockOf([again, row, again]));
    await insertChanges(clickhouse, blockOf([again]));
    expect((await stored(resourceId)).map((each) => each.receivedAt)).toEqual([spelt(row.receivedAt)]);
    await clickhouse.command("OPTIMIZE TABLE heroku_audit_logs FINAL");
    await insertChanges(clickhouse, blockOf([again]));
    expect((await stored(resourceId)).map((each) => each.receivedAt)).toEqual([spelt(row.receivedAt)]);
    const view = await clickhouse.query<{ id: string }>("SELECT id FROM heroku_logs WHERE workspaceID = {id:String}", {
      id: resourceId,
    });
    expect(view).toEqual([{ id: row.id }]);
  });

  it("lets rows expire by their own days, and never when these are 0", async () => {
    const resourceId = randomUUID();
    const old = Date.now() - 401 * 86_400_000;
    const row = (id: string, sourceTTL: number) => ({ ...changeRow(resourceId, { id }), receivedAt: old, sourceTTL });
    await insertChanges(clickhouse, blockOf([row("gone", 400), row("kept", 402), row("forever", 0)]));
    await clickhouse.command("OPTIMIZE TABLE heroku_audit_logs FINAL");
    expect((await stored(resourceId)).map((each) => each.eventID)).toEqual(["forever", "kept"]);
  });

  it("forgets one resource and no other", async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await insertChanges(clickhouse, blockOf([changeRow(one), changeRow(other)]));
    await deleteChangesOfResource(clickhouse, one);
    expect(await stored(one)).toEqual([]);
    expect(await stored(other)).toHaveLength(1);
  });
});
