import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakClickHouse } from "../../../support/break-clickhouse.ts";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("GET /api/v1/logs while ClickHouse is away", () => {
  it.each(["/logs", "/logs/histogram", "/logs/1-1-1-1/context"])(
    "answers 503 to %s: try again, nothing is wrong with the request",
    async (path) => {
      const { apiToken } = await provisionResource(service);
      const outage = breakClickHouse(service, "everything");
      try {
        const { status, body } = await apiGet<{ detail: string }>(service, apiToken, path);
        expect({ status, body }).toMatchObject({ status: 503 });
        expect(body.detail).not.toContain("provision");
      } finally {
        outage.mend();
      }
    },
  );
});
