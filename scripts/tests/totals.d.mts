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
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

export function countCheck(code: number): Totals;
export function countVitest(report: VitestReport | null, code: number): Totals;
export function addUp(totals: readonly Totals[]): Totals;
export function closingLine(totals: Totals): string;
