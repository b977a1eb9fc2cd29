import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangesAroundAnswer } from "../../../../app/contract/change.ts";
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
const AT = Date.parse("2026-03-04T12:00:00.500Z");

beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  resource = await provisionResource(service);
  const quay = { id: "a1", name: "harbor-quay" };
  const pier = { id: "a2", name: "harbor-pier" };
  const mole = { id: "a3", name: "mole" };
  const own = { id: "a4", name: "personal" };
  const elsewhere = { team: { id: "t9", name: "other-team" } };
  const alone = { team: null, enterprise_account: null };
  const row = (secondsBefore: number, name: string, changes: Record<string, unknown>) =>
    changeRow(resource.resourceId, {
      created_at: new Date(AT - secondsBefore * 1_000).toISOString(),
      data: { config_vars: [name] },
      ...changes,
    });
  await storeChanges(service.services, [
    row(5, "OTHER_ALONE", { app: own, ...alone }),
    row(10, "ACCOUNT", { app: mole, ...elsewhere }),
    row(20, "TEAM", { app: pier }),
    row(42, "NEAR", { app: quay }),
    row(3_700, "FAR", { app: quay }),
    row(90_000, "YESTERDAY", { app: quay }),
    row(0, "SAME_MOMENT", { app: quay }),
    row(-1, "AFTER", { app: quay }),
  ]);
});
afterAll(() => service.stop());

async function around(query: Record<string, string> = {}): Promise<ChangesAroundAnswer> {
  const search = new URLSearchParams({ at: new Date(AT).toISOString(), ...query });
  const { status, body } = await apiGet<ChangesAroundAnswer>(service, resource.apiToken, `/changes/around?${search}`);
  expect(status).toBe(200);
  return body;
}
const keys = ({ data }: ChangesAroundAnswer) => data.map((each) => each.sentence.split(" ")[2]);

describe("GET /api/v1/changes/around answers 200", () => {
  it.each(["harbor-quay", "a1", "Harbor-Quay"])(
    "with changes of the app %s first, then its team's, then its account's, nearer first",
    async (app) => {
      const answer = await around({ app });
      expect(keys(answer)).toEqual(["SAME_MOMENT", "NEAR", "FAR", "TEAM", "ACCOUNT", "OTHER_ALONE"]);
      expect(answer.at).toBe("2026-03-04T12:00:00.500Z");
      expect(answer.data.map(({ relation, seconds_before, reason }) => [relation, seconds_before, reason])).toEqual([
        ["app", 0, "on harbor-quay, 0 s before"],
        ["app", 42, "on harbor-quay, 42 s before"],
        ["app", 3_700, "on harbor-quay, 1 h 1 min before"],
        ["team", 20, "on harbor-pier, same team, 20 s before"],
        ["account", 10, "on mole, same enterprise account, 10 s before"],
        ["resource", 5, "on personal, 5 s before"],
      ]);
    },
  );

  it("with the nearest first when no app is named", async () => {
    const answer = await around();
    expect(keys(answer)).toEqual(["SAME_MOMENT", "OTHER_ALONE", "ACCOUNT", "TEAM", "NEAR", "FAR"]);
    expect(new Set(answer.data.map(({ relation }) => relation))).toEqual(new Set(["resource"]));
  });

  it("as far back and as many as asked", async () => {
    expect(keys(await around({ minutes: "1500", app: "a1" }))).toContain("YESTERDAY");
    expect(keys(await around({ minutes: "1" }))).not.toContain("FAR");
    expect(keys(await around({ limit: "2", app: "a1" }))).toEqual(["SAME_MOMENT", "NEAR"]);
  });
});
