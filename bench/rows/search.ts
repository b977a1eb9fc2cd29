import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";
import type { DesignResult } from "../store/designs.ts";

const LINES = 2_000_000;
/** A fourth is the resource's that asks: as many lines as in P7 at its full size. */
const RESOURCES = 4;

/** Why log_lines is as it is: docs/decisions/search.md. */
export const searchRow: Row = {
  name: "search",
  about: "designs of log_lines side by side: insert and merge CPU, disk, CPU of searches (2 M lines)",
  isOnRequest: true,
  async run(context) {
    const results = await askOnce<DesignResult[]>(new URL("../store/designs.js", import.meta.url), "measure", {
      lines: context.lines(LINES, "search"),
      resources: RESOURCES,
    });
    const [plain] = results as [DesignResult];
    return results.map((result): Figure => {
      const questions = Object.entries(result.questions).map(([name, ms]) => `${name} ${ms.toFixed(0)}`);
      return {
        row: "search",
        what: `${result.name}: insert and one merge`,
        unit: "cpu-s/M lines",
        value: result.insertCpu + result.mergeCpu,
        reference: { what: "plain", value: plain.insertCpu + plain.mergeCpu },
        note: `insert ${result.insertCpu.toFixed(2)}, merge ${result.mergeCpu.toFixed(2)}, ${result.bytesPerLine.toFixed(1)} bytes a line; ms of CPU over the resource's lines: ${questions.join(", ")}`,
      };
    });
  },
};
