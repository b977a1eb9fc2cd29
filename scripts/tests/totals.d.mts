export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is counted. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    /** What went wrong outside its tests. */
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

export function countCheck(code: number): Totals;
export function countVitest(report: VitestReport | null, code: number): Totals;
export function failuresOf(report: VitestReport | null, root: string): string[];
export function addUp(totals: readonly Totals[]): Totals;
export function closingLine(totals: Totals): string;
