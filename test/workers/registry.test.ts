import { describe, expect, it } from "vitest";
import { jobPolicies } from "../../app/domain/jobs.ts";
import { registry } from "../../workers/registry.ts";

describe("the registry of workers", () => {
  it("has each job with a policy exactly once: what can be queued is worked on", () => {
    expect(registry.map((worker) => worker.name).sort()).toEqual(Object.keys(jobPolicies).sort());
  });

  it("keeps every finished job for a while only", () => {
    for (const policy of Object.values(jobPolicies)) {
      expect(policy.removeOnComplete.age).toBeGreaterThan(0);
      expect(policy.removeOnFail.age).toBeGreaterThan(0);
    }
  });
});
