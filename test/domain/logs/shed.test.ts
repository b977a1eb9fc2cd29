import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINE_KINDS, LINE_LEVELS } from "../../../app/contract/line.ts";
import { isKeptOverQuota } from "../../../app/domain/logs/shed.ts";

const line = fc.record({ kind: fc.constantFrom(...LINE_KINDS), level: fc.constantFrom(...LINE_LEVELS) });

describe("over quota", () => {
  it("every error and every fatal line is kept, whoever wrote it", () => {
    fc.assert(
      fc.property(line, fc.nat(), ({ kind }, index) => {
        for (const level of ["error", "fatal"] as const) expect(isKeptOverQuota({ kind, level }, index)).toBe(true);
      }),
    );
  });

  it("every line of the platform is kept, and every change", () => {
    for (const kind of ["dyno", "metrics", "api", "postgres", "redis", "logplex", "scheduler"] as const)
      for (let index = 0; index < 20; index++) expect(isKeptOverQuota({ kind, level: "info" }, index)).toBe(true);
  });

  it("one ordinary line in ten is kept, of any hundred in a frame", () => {
    for (const kind of ["app", "router", "other"] as const) {
      const kept = Array.from({ length: 100 }, (_, index) => isKeptOverQuota({ kind, level: "info" }, index));
      expect(kept.filter(Boolean)).toHaveLength(10);
    }
  });

  it("the same line in the same place is always treated alike: a replay sheds what was shed", () => {
    fc.assert(
      fc.property(line, fc.nat(), (each, index) => {
        expect(isKeptOverQuota(each, index)).toBe(isKeptOverQuota({ ...each }, index));
      }),
    );
  });
});
