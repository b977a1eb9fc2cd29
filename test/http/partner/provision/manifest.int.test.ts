import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "../../../../app/lib/project-root.ts";
import { partnerCall, provisionBody, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

it("provisioning answers with exactly the config vars of the manifest, each a string, each _URL a URL", async () => {
  const { api } = JSON.parse(readFileSync(path.join(projectRoot, "addon-manifest.json"), "utf8"));
  const response = await partnerCall(service, "POST", "", provisionBody());
  const { config } = (await response.json()) as { config: Record<string, unknown> };
  expect(Object.keys(config).sort()).toEqual([...api.config_vars].sort());
  for (const [name, value] of Object.entries(config)) {
    expect(value).toBeTypeOf("string");
    if (name.endsWith("_URL")) expect(URL.canParse(String(value))).toBe(true);
  }
});
