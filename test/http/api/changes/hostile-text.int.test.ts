import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangesAnswer } from "../../../../app/contract/change.ts";
import { storeChanges } from "../../../../app/domain/changes/store-changes.ts";
import { anyQuery } from "../../../contract/query/queries.ts";
import { changeRow } from "../../../support/changes.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
let mine: Provisioned;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  mine = await provisionResource(service);
  const theirs = await provisionResource(service);
  await storeChanges(service.services, [
    ...[mine, theirs].flatMap(({ resourceId }) =>
      HOSTILE.map((text) =>
        changeRow(resourceId, {
          type: text,
          action: text,
          actor: { id: text, email: text },
          app: { id: text, name: text },
          data: { [text]: text, config_vars: [text] },
          request: { ip_address: text },
        }),
      ),
    ),
  ]);
});
afterAll(() => service.stop());

const HOSTILE = [
  "'; DROP TABLE heroku_audit_logs; --",
  "a\n\nSELECT 1",
  '"><script>alert(1)</script>',
  "{p0:String}",
  "\\' OR 1=1 /*",
  "\u0000\u001b[31m\u202e",
  "__proto__",
  "../../etc/passwd",
  "😀".repeat(400),
];

async function search(query: string): Promise<ChangesAnswer> {
  const params = new URLSearchParams({ query, from: "2026-03-04", to: "2026-03-05", limit: "1000" });
  const { status, body } = await apiGet<ChangesAnswer>(service, mine.apiToken, `/changes?${params}`);
  expect(status, query).toBe(200);
  return body;
}

describe("hostile text", () => {
  it("in an event comes back as it was, and its sentence is one plain line", async () => {
    const { data } = await search("");
    expect(data.map((each) => each.herokuActorEmail).sort()).toEqual([...HOSTILE].sort());
    for (const each of data) {
      expect(JSON.parse(each.rawLog).data.config_vars).toEqual([each.herokuActorEmail]);
      expect(each.sentence).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(each.id).toMatch(/^a-[0-9a-f-]{36}$/);
    }
  });

  it.each(HOSTILE)("%j in a query is only looked for", async (text) => {
    for (const query of [
      text,
      `actor:"${text.replaceAll('"', '\\"')}"`,
      `"${text}":x`,
      `actor:/${text}/`,
      `${text}:>=${text}`,
    ])
      await search(query.slice(0, 4_000));
    expect((await search("")).data).toHaveLength(HOSTILE.length);
  });
});

describe("any query at all", () => {
  it("answers, and never with another resource's change", async () => {
    await fc.assert(
      fc.asyncProperty(anyQuery, async (query) => {
        for (const each of (await search(query.slice(0, 4_000))).data) expect(each.workspaceID).toBe(mine.resourceId);
      }),
      { numRuns: 60 },
    );
  });
});
