import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContextAnswer } from "../../../../app/contract/api.ts";
import { syslogLine } from "../../../support/frames.ts";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe("GET /api/v1/logs/:id/context answers 200", () => {
  it("with the line, and the lines around it in order, also among equal timestamps", async () => {
    const resource = await provisionResource(service);
    const at = new Date(Date.now() - 60_000);
    const texts = Array.from({ length: 9 }, (_, i) => `line ${i}`);
    const lines = await storeLines(
      service,
      resource,
      texts.map((text) => syslogLine(text, { at })),
    );
    const context = async (index: number, query: string) => {
      const path = `/logs/${lines[index]?.id}/context?${query}`;
      const { status, body } = await apiGet<ContextAnswer>(service, resource.apiToken, path);
      expect(status).toBe(200);
      return [body.before, [body.line], body.after].map((part) => part.map((line) => line.message));
    };
    expect(await context(4, "before=2&after=3")).toEqual([
      ["line 2", "line 3"],
      ["line 4"],
      ["line 5", "line 6", "line 7"],
    ]);
    expect(await context(0, "before=5&after=1")).toEqual([[], ["line 0"], ["line 1"]]);
    expect(await context(8, "before=0&after=0")).toEqual([[], ["line 8"], []]);
  });

  it("with nothing of another resource that logs at the same moment", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    const at = new Date(Date.now() - 60_000);
    await storeLines(service, theirs, [syslogLine("theirs", { at })]);
    const [line] = await storeLines(service, mine, [syslogLine("mine", { at })]);
    const { body } = await apiGet<ContextAnswer>(service, mine.apiToken, `/logs/${line?.id}/context`);
    expect(body).toMatchObject({ before: [], line: { message: "mine" }, after: [] });
  });
});
