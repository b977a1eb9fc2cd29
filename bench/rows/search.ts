import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";
import { QUESTIONS, type QuestionName } from "../store/design-questions.ts";
import { DESIGNS, PLAIN, SERVICE } from "../store/designs.ts";
import type { DesignOptions, DesignResult, QuestionResult } from "../store/measure-designs.ts";

const LINES = 10_000_000;
const RESOURCES = 20;
/** What was not taken is measured on a fifth of the lines over a fifth of the resources: as many are the asking one's. */
const SHARE = 5;
/** Beside the questions, whatever the size: a block a second, as the service inserts. */
const BUSY_LINES_PER_SECOND = 20_000;

/** Why log_lines is as it is: docs/decisions/search.md. */
export const searchRow: Row = {
  name: "search",
  about: "designs of log_lines side by side: insert and merge CPU, disk, searches idle and beside inserts (10 M lines)",
  isOnRequest: true,
  async run(context) {
    const lines = context.lines(LINES, "search");
    const measure = (options: Omit<DesignOptions, "busyLinesPerSecond">) =>
      askOnce<DesignResult[]>(new URL("../store/measure-designs.js", import.meta.url), "measure", {
        ...options,
        busyLinesPerSecond: BUSY_LINES_PER_SECOND,
      } satisfies DesignOptions);
    const own = { designs: [SERVICE, PLAIN], lines, resources: RESOURCES };
    const share = { designs: DESIGNS, lines: lines / SHARE, resources: RESOURCES / SHARE };
    const figures: Figure[] = [];
    for (const { designs, lines: of, resources } of [own, share]) {
      const results = await measure({ designs, lines: of, resources });
      const size = `${of} lines of ${resources} resources`;
      context.say(tablesOf(results, size));
      figures.push(...figuresOf(results, size));
    }
    return figures;
  },
};

function figuresOf(results: readonly DesignResult[], size: string): Figure[] {
  const plain = results.find(({ name }) => name === PLAIN) as DesignResult;
  return results.map((result) => ({
    row: "search",
    what: `${result.name}, ${size}: insert and one merge`,
    unit: "cpu-s/M lines",
    value: result.insertCpu + result.mergeCpu,
    reference: { what: PLAIN, value: plain.insertCpu + plain.mergeCpu },
    note: `${result.bytesPerLine.toFixed(1)} bytes a line; idle CPU, idle median and p95 beside ${BUSY_LINES_PER_SECOND} lines/s, ms: ${QUESTIONS.map(
      (name) =>
        `${name} ${(["cpu", "idle", "busyP95"] as const).map((key) => result.questions[name][key].toFixed(0)).join(" ")}`,
    ).join("; ")}`,
  }));
}

/** For docs/decisions/search.md. */
function tablesOf(results: readonly DesignResult[], size: string): string {
  const table = (head: readonly string[], cells: (result: DesignResult) => string[]) =>
    [
      ["design", ...head],
      Array(head.length + 1).fill("---"),
      ...results.map((result) => [result.name, ...cells(result)]),
    ]
      .map((row) => `| ${row.join(" | ")} |`)
      .join("\n");
  const asked = (key: keyof QuestionResult) => (result: DesignResult) =>
    QUESTIONS.map((name: QuestionName) => result.questions[name][key].toFixed(0));
  return [
    `${size}; insert and merge in CPU-seconds per million lines, questions in ms of CPU of an idle engine:`,
    table(["insert", "merge", "bytes a line", ...QUESTIONS], (result) => [
      result.insertCpu.toFixed(2),
      result.mergeCpu.toFixed(2),
      result.bytesPerLine.toFixed(1),
      ...asked("cpu")(result),
    ]),
    "ms of an idle engine, median:",
    table(QUESTIONS, asked("idle")),
    `ms beside ${BUSY_LINES_PER_SECOND} lines a second coming in, p95:`,
    table(QUESTIONS, asked("busyP95")),
  ].join("\n\n");
}
