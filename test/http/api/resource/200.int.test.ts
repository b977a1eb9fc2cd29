import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResourceAnswer } from "../../../../app/contract/api.ts";
import { syslogLine } from "../../../support/frames.ts";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe("GET /api/v1/resource answers 200", () => {
  it("with plan, usage, attachments and who is looking", async () => {
    const resource = await provisionResource(service, { plan: "basic", name: "draintrail-round-1" });
    await storeLines(service, resource, [syslogLine("one"), syslogLine("two")]);
    const { body } = await apiGet<ResourceAnswer>(service, resource.apiToken, "/resource");
    expect(body).toMatchObject({
      id: resource.resourceId,
      name: "draintrail-round-1",
      plan: { id: "basic", retention_days: 7, audit_trail: false },
      state: "provisioned",
      usage: { lines: 2, is_over_quota: false, bytes_per_day: body.plan.bytes_per_day },
      heroku_access: { status: "none", advice: expect.any(String) },
      viewer: { kind: "token", prefix: resource.apiToken.slice(0, 11) },
    });
    expect(body.usage.bytes).toBeGreaterThan(0);
    expect(body.attachments).toHaveLength(1);
    expect(body.attachments[0]?.last_frame_at).not.toBeNull();
  });

  it("showing of a drain token its fingerprint, never the token, its hash or anything sealed", async () => {
    const { apiToken, drainToken } = await provisionResource(service);
    const { body } = await apiGet<ResourceAnswer>(service, apiToken, "/resource");
    const hash = createHash("sha256").update(drainToken).digest("hex");
    expect(body.attachments[0]?.log_drain_token_fingerprint).toBe(hash.slice(0, 12));
    const text = JSON.stringify(body);
    for (const secret of [drainToken, hash, apiToken, "v1.", "sealed"]) expect(text).not.toContain(secret);
  });

  it("with attachments of this resource only, and without the removed ones", async () => {
    const [mine] = [await provisionResource(service), await provisionResource(service)];
    const { pg } = service.services.stores;
    await pg("attachments").insert({
      resource_id: mine.resourceId,
      log_drain_token_hash: `removed-${mine.resourceId}`,
      log_drain_token_fingerprint: "removed",
      removed_at: new Date(),
    });
    const { body } = await apiGet<ResourceAnswer>(service, mine.apiToken, "/resource");
    expect(body.attachments).toHaveLength(1);
  });
});
