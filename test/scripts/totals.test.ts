import { describe, expect, test } from "vitest";
import { addUp, closingLine, countCheck, countVitest, type VitestReport } from "../../scripts/tests/totals.mjs";

const report = (changes: Partial<VitestReport> = {}): VitestReport => ({
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...changes,
});

describe("countVitest", () => {
  test("counts passed, failed and skipped tests", () => {
    const failedFile = { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] };
    const counted = countVitest(
      report({ numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [failedFile] }),
      1,
    );
    expect(counted).toEqual({ passed: 12, failed: 1, skipped: 3 });
  });

  test("a run without a report has crashed and counts as failed", () => {
    expect(countVitest(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("a file that does not load counts as failed though none of its tests ran", () => {
    const counted = countVitest(report({ testResults: [{ status: "failed", assertionResults: [] }] }), 1);
    expect(counted).toEqual({ passed: 12, failed: 1, skipped: 0 });
  });

  test("an error outside any test counts as failed by the exit code", () => {
    expect(countVitest(report(), 1)).toEqual({ passed: 12, failed: 1, skipped: 0 });
    expect(countVitest(report(), 0)).toEqual({ passed: 12, failed: 0, skipped: 0 });
  });
});

describe("the closing line", () => {
  test("sums all stages, a check being one test", () => {
    const sum = addUp([countCheck(0), countCheck(2), { passed: 40, failed: 1, skipped: 0 }]);
    expect(closingLine(sum)).toBe("41 passed, 2 failed");
  });

  test("names skipped tests when there are any", () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 2 })).toBe("3 passed, 0 failed, 2 skipped");
  });
});
