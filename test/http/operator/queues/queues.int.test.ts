import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerAuthorization, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const operator = `Basic ${btoa("operator:operator-for-tests")}`;
const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(`${service.url}/queues${path}`, { ...init, headers: { authorization: operator, ...init.headers } });

interface Listed {
  name: string;
  readOnlyMode: boolean;
  counts: { waiting: number };
  jobs: { data: unknown }[];
}

describe("GET /queues", () => {
  it("answers 401 without the operator's password, also for its files and its data, and to Heroku's", async () => {
    for (const authorization of ["", partnerAuthorization, `Basic ${btoa("operator:wrong")}`])
      for (const path of ["", "/", "/api/queues", "/static/favicon-32x32.png"]) {
        const response = await ask(path, { headers: { authorization } });
        expect(response.status).toBe(401);
        expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
      }
  });

  it("answers 200 with a page whose scripts are its own, and are there", async () => {
    const response = await ask("");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toMatch(/script-src 'self';/);
    const html = await response.text();
    expect(html).toContain('<base href="/queues/"');
    const scripts = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, src]) => src);
    expect(scripts.length).toBeGreaterThan(0);
    for (const src of scripts) expect((await ask(`/${src}`)).status).toBe(200);
  });

  it("tells every queue there is and what waits in it, also those that no process here has used", async () => {
    await service.services.queues.enqueue("purge-resource", { resourceId: "r-1" });
    const response = await ask("/api/queues?activeQueue=purge-resource&status=latest&page=1&jobsPerPage=10");
    const { queues } = (await response.json()) as { queues: Listed[] };
    expect(queues.map(({ name }) => name)).toEqual(expect.arrayContaining(["exchange-grant", "sync-archives"]));
    const purges = queues.find(({ name }) => name === "purge-resource");
    expect(purges).toMatchObject({ readOnlyMode: true, counts: { waiting: 1 } });
    expect(purges?.jobs.map(({ data }) => data)).toEqual([{ resourceId: "r-1" }]);
  });

  it("changes nothing: 405 to every other method, and the job is still there", async () => {
    const purges = service.services.queues.all().find(({ name }) => name === "purge-resource");
    const waiting = async () => (await purges?.getJobCounts())?.waiting;
    const before = await waiting();
    for (const [method, path] of [
      ["PUT", "/api/queues/purge-resource/empty"],
      ["PUT", "/api/queues/pause"],
      ["POST", "/api/queues/purge-resource/add"],
      ["PATCH", "/api/queues/purge-resource/1/update-data"],
      ["DELETE", "/api/queues/purge-resource/1"],
    ] as const) {
      const response = await ask(path, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("GET, HEAD");
    }
    expect(before).toBe(1);
    expect(await waiting()).toBe(1);
  });
});
