/** What exclusion filters cost the parsing thread, by a frame's bytes: each line is asked, and the fields it is asked for are read. */
import { openBatch } from "../../app/domain/logs/read-batch.ts";
import { LineBlock } from "../../app/stores/clickhouse/line-block.ts";
import { makeFrames } from "../corpus/frames.ts";
import { answerParent } from "../process/child-side.ts";
import { cpuPerByte } from "./cpu-per-byte.ts";

export interface ExclusionCosts {
  /** Reading and encoding without a filter; ns a byte, like all. */
  none: number;
  filters: { name: string; nsPerByte: number }[];
}

const CORPUS = { apps: 20, frames: 100, linesPerFrame: 277 };
const RESOURCE = "00000000-0000-4000-8000-000000000001";
/** As people write them; none of them finds a line of the corpus, so that as much is encoded as without. */
const QUERIES = [
  "kind:router path:/never-asked-for",
  "status:418",
  "level:debug process:nobody",
  '"GET /never"',
  "never-said",
  "path:/never/*",
  "service:>100000s",
  "ip:192.0.2.0/24",
  "user.id:-1",
  "code:H99",
];

answerParent({
  async run(): Promise<ExclusionCosts> {
    const bodies = makeFrames(CORPUS).map(({ body }) => body);
    return {
      none: await costOf(bodies, []),
      filters: [
        { name: "one filter", nsPerByte: await costOf(bodies, QUERIES.slice(0, 1)) },
        { name: `${QUERIES.length} filters`, nsPerByte: await costOf(bodies, QUERIES) },
      ],
    };
  },
});

async function costOf(bodies: readonly Buffer[], queries: readonly string[]): Promise<number> {
  const set = { id: 1, filters: queries.map((query, i) => ({ id: String(i), query })), apps: {} };
  const known = { watched: new Set<string>(), exclusions: new Map([[1, set]]) };
  const block = new LineBlock();
  const frames = bodies.map((body, i) => ({
    drainId: RESOURCE,
    resourceId: RESOURCE,
    frameKey: `F${i}`,
    msgCount: null,
    isOverQuota: false,
    retentionDays: 7,
    hasStructuredData: false,
    declaredDropped: 0,
    exclusionSet: queries.length > 0 ? 1 : null,
    redacted: null,
    receivedAtMs: Date.now(),
    frameSeq: i,
    body,
  }));
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  return cpuPerByte(async () => {
    block.clear();
    const batch = openBatch(block);
    await batch.add(frames, known);
    batch.finish();
    return bytes;
  });
}
