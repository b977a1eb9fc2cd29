import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

// Needs the built dashboard, as every run of `npm test` has it.
describe("the page single sign-on lands on", () => {
  it("has the Heroku header that kensa looks for, and a policy that lets no foreign script in", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    const response = await fetch(`${service.url}/logs`, { headers: { cookie } });
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toMatch(/<div[^>]* id="heroku-header"|<div id="heroku-header"/);
    expect(html).not.toContain("__CSP_NONCE__");
    expect(html).toContain('<meta name="addon-id" content="draintrail"');
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  });
});
