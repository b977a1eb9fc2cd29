import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangesAnswer } from "../../../../app/contract/change.ts";
import { CHANGE_COLUMNS } from "../../../../app/contract/change.ts";
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
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const RANGE = { from: "2026-03-04T00:00:00Z", to: "2026-03-05T00:00:00Z" };

async function changes({ apiToken }: Provisioned, query: Record<string, string> = {}): Promise<ChangesAnswer> {
  const search = new URLSearchParams({ ...RANGE, ...query });
  const { status, body } = await apiGet<ChangesAnswer>(service, apiToken, `/changes?${search}`);
  expect(status).toBe(200);
  return body;
}

/** As many changes of one resource, a minute apart, the last ones at one and the same moment. */
async function withChanges(count: number): Promise<Provisioned> {
  const resource = await provisionResource(service);
  const rows = Array.from({ length: count }, (_, i) =>
    changeRow(resource.resourceId, {
      created_at: new Date(Date.parse("2026-03-04T09:00:00Z") + Math.min(i, count - 5) * 60_000).toISOString(),
      data: { config_vars: [`KEY_${i}`] },
    }),
  );
  await storeChanges(service.services, rows);
  return resource;
}

const keyOf = (sentence: string) => sentence.split(" ")[2];

describe("GET /api/v1/changes answers 200", () => {
  it("with the 52 columns by name, the sentence and who told", async () => {
    const resource = await provisionResource(service);
    const row = changeRow(resource.resourceId);
    await storeChanges(service.services, [row]);
    const { data, next_cursor, diagnostics, attribution } = await changes(resource);
    expect([next_cursor, diagnostics, attribution]).toEqual([null, [], []]);
    const { subject: _subject, ...columns } = row;
    expect(data).toEqual([
      {
        ...columns,
        eventTime: "2026-03-04T09:15:02.118Z",
        herokuCreatedAt: "2026-03-04T09:15:02.118Z",
        receivedAt: "2026-03-04T09:16:00.000Z",
        sources: ["audit-trail"],
      },
    ]);
    expect(Object.keys(data[0] ?? {}).sort()).toEqual([...Object.keys(CHANGE_COLUMNS), "sentence", "sources"].sort());
  });

  it("newest first, page by page, each once, whatever arrives meanwhile", async () => {
    const resource = await withChanges(23);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: ChangesAnswer = await changes(resource, { limit: "4", ...(cursor === null ? {} : { cursor }) });
      expect(page.data.length).toBeLessThanOrEqual(4);
      seen.push(...page.data.map((each) => keyOf(each.sentence) as string));
      cursor = page.next_cursor;
      // Newer than every page, older than every page, and another source of what was shown.
      await storeChanges(service.services, [
        changeRow(resource.resourceId, { created_at: "2026-03-04T23:00:00Z", data: { config_vars: ["LATE"] } }),
      ]);
    } while (cursor !== null);
    expect(seen).toHaveLength(23);
    expect(new Set(seen).size).toBe(23);
    expect(seen[22]).toBe("KEY_0");
  });

  it("with a cursor that holds when another source tells of the last change shown, dated before it", async () => {
    const resource = await withChanges(8);
    const first = await changes(resource, { limit: "6" });
    const last = first.data[5];
    const { tags: _tags, ...row } = changeRow(resource.resourceId, {
      created_at: new Date(Date.parse(last?.eventTime ?? "") - 3_000).toISOString(),
      data: { config_vars: [keyOf(last?.sentence ?? "")] },
    });
    const joined = {
      ...row,
      id: `w-${randomUUID()}`,
      tags: { source: "webhook" },
      receivedAt: row.receivedAt + 60_000,
    };
    await storeChanges(service.services, [joined]);
    const rest = await changes(resource, { limit: "6", cursor: first.next_cursor ?? "" });
    expect(rest.data.map((each) => keyOf(each.sentence))).toEqual(["KEY_1", "KEY_0"]);
    expect((await changes(resource, { limit: "6" })).data[5]).toMatchObject({
      id: last?.id,
      sources: ["audit-trail", "webhook"],
    });
  });

  it("over any range, also where it is long and empty", async () => {
    const resource = await withChanges(6);
    expect((await changes(resource, { from: "1970-01-01", to: "2038-01-01" })).data).toHaveLength(6);
    expect(
      (await changes(resource, { from: "2026-03-04T09:00:00Z", to: "2026-03-04T09:00:00.001Z" })).data,
    ).toHaveLength(1);
  });
});
