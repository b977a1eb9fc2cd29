import { cpus } from "node:os";
import type { PeerResult } from "../peers/rsyslog.ts";
import { askOnce } from "../process/child.ts";
import type { Figure, Row } from "../row.ts";

const RSYSLOG_LINES = 100_000;
/** The upper end of the 41,000 to 51,000 that follow from Vector's own sizing page. */
const VECTOR_PER_VCPU = 51_000;

/** What others make of the same lines. Vector's figure is its makers'. */
export const p11Row: Row = {
  name: "P11",
  about: "peers: rsyslog to Postgres (measured when installed), Vector per vCPU (published)",
  async run(context) {
    const ours = await context.fullRate();
    const module = new URL("../peers/rsyslog.js", import.meta.url);
    const rsyslog = await askOnce<PeerResult>(module, "run", { lines: RSYSLOG_LINES });
    const perCore: Figure = {
      row: "P11",
      what: "P1 per core",
      unit: "lines/s",
      value: ours / cpus().length,
      reference: { what: "Vector per vCPU, published, not measured", value: VECTOR_PER_VCPU },
      target: { ratioAtLeast: 2 },
    };
    const against: Figure = { row: "P11", what: "P1", unit: "lines/s", value: ours };
    if ("missing" in rsyslog)
      return [{ ...against, note: `rsyslog to Postgres: not measured: ${rsyslog.missing}` }, perCore];
    return [
      {
        ...against,
        reference: { what: "rsyslog to Postgres", value: rsyslog.linesPerSecond },
        target: { ratioAtLeast: 10 },
        note: `rsyslog stored ${rsyslog.stored} lines as rows without a text index`,
      },
      perCore,
    ];
  },
};
