import { afterAll, beforeAll, expect, it } from "vitest";
import type { AuditSourcesAnswer } from "../../../app/contract/audit.ts";
import { callApi } from "../../support/api.ts";
import { makeEnterprise } from "../../support/audit.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signIn } from "../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

it("says so on the page and in the list", async () => {
  const { resourceId } = await makeEnterprise({ service });
  const cookie = await signIn(service, resourceId);
  for (const path of ["/audit/connect", "/oauth/callback?state=x&code=y"]) {
    const response = await fetch(`${service.url}${path}`, { redirect: "manual", headers: { cookie } });
    expect(response.headers.get("location")).toBe("/audit?connect_error=audit.connect_off");
  }
  const { body } = await callApi<AuditSourcesAnswer>(service, { cookie }, "GET", "/audit/sources");
  expect(body.can_connect).toBe(false);
});
