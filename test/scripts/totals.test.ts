import { describe, expect, test } from "vitest";
import {
  addUp,
  closingLine,
  countCheck,
  countVitest,
  failuresOf,
  type VitestReport,
} from "../../scripts/tests/totals.mjs";

const report = (changes: Partial<VitestReport> = {}): VitestReport => ({
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...changes,
});

type File = VitestReport["testResults"][number];
const file = (changes: Partial<File> = {}): File => ({
  name: "/repo/test/a.test.ts",
  status: "failed",
  message: "",
  assertionResults: [],
  ...changes,
});
const assertion = (status: string, failureMessages: string[] = []) => ({ status, fullName: "a > b", failureMessages });

describe("countVitest", () => {
  test("counts passed, failed and skipped tests", () => {
    const failedFile = file({ assertionResults: [assertion("passed"), assertion("failed")] });
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
    const counted = countVitest(report({ testResults: [file()] }), 1);
    expect(counted).toEqual({ passed: 12, failed: 1, skipped: 0 });
  });

  test("an error outside any test counts as failed by the exit code", () => {
    expect(countVitest(report(), 1)).toEqual({ passed: 12, failed: 1, skipped: 0 });
    expect(countVitest(report(), 0)).toEqual({ passed: 12, failed: 0, skipped: 0 });
  });
});

describe("what failed", () => {
  test("is told by file, test and the first line of its error", () => {
    const failed = file({ assertionResults: [assertion("passed"), assertion("failed", ["Error: no\n at x", "more"])] });
    expect(failuresOf(report({ testResults: [failed, file({ status: "passed" })] }), "/repo")).toEqual([
      "test/a.test.ts > a > b: Error: no",
    ]);
  });

  test("is told of a file whose tests did not even begin, and of a test without a message", () => {
    const hooked = file({
      message: "Error: Hook timed out in 120000ms.\n at y",
      assertionResults: [assertion("skipped")],
    });
    const silent = file({ name: "/elsewhere/b.test.ts", assertionResults: [assertion("failed")] });
    expect(failuresOf(report({ testResults: [hooked, silent] }), "/repo")).toEqual([
      "test/a.test.ts: Error: Hook timed out in 120000ms.",
      "/elsewhere/b.test.ts > a > b: ",
    ]);
    expect(failuresOf(null, "/repo")).toEqual([]);
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
