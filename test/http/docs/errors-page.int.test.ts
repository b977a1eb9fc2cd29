import { afterAll, beforeAll, expect, it } from "vitest";
import { FAULTS, Fault, type FaultCode, toProblem } from "../../../app/errors.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, env: { ADDON_ID: "draintrail-staging" } });
});
afterAll(() => service.stop());

it("the type of every problem leads to its place on a page that anyone may read", async () => {
  const response = await fetch(`${service.url}/docs/errors`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const html = await response.text();
  for (const code of Object.keys(FAULTS) as FaultCode[]) {
    const { type } = toProblem(new Fault(code), service.config);
    const { pathname, hash } = new URL(type);
    expect(pathname).toBe("/docs/errors");
    expect(html.split(`id="${hash.slice(1)}"`).length - 1, code).toBe(1);
  }
  expect(html).toContain("<code>heroku addons:open draintrail-staging</code>");
  expect(html).toContain("at most <var>max</var> manual drains");
});

it("its style is let in by the page's own policy, and nothing else is", async () => {
  const response = await fetch(`${service.url}/docs/errors`);
  const policy = response.headers.get("content-security-policy") ?? "";
  const nonce = /<style nonce="([^"]+)">/.exec(await response.text())?.[1];
  expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(policy).toContain("default-src 'none'");
});

it("a problem as it is answered leads there", async () => {
  const problem = (await (await fetch(`${service.url}/api/v1/logs`)).json()) as { type: string };
  expect(problem.type).toBe(`${service.config.baseUrl}/docs/errors#auth.missing`);
});
