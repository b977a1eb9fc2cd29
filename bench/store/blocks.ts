import { lineChange } from "../../app/domain/changes/line-change.ts";
import { publishedLine } from "../../app/domain/logs/publish-lines.ts";
import { readFrame } from "../../app/domain/logs/read-frame.ts";
import { createReadingMemory, type ReadingMemory } from "../../app/domain/logs/reading-memory.ts";
import { FieldList } from "../../app/lib/field-list.ts";
import type { ChangeBlock } from "../../app/stores/clickhouse/changes/change-block.ts";
import { LineBlock } from "../../app/stores/clickhouse/line-block.ts";
import { type CorpusFrame, stampFrame } from "../corpus/frames.ts";

/** A frame as it would have been accepted. */
export interface PlacedFrame {
  frame: CorpusFrame;
  resourceId: string;
  receivedAtMs: number;
  frameSeq: number;
}

const DRAIN_ID = "00000000-0000-4000-8000-00000000d0a1";
const RETENTION_DAYS = 30;
const CHANGE_RETENTION_DAYS = 400;

/** What the service makes of these frames: parsed by its parser, encoded into its block. */
export function buildBlock(placed: readonly PlacedFrame[]): LineBlock {
  const block = new LineBlock();
  const memory = createReadingMemory();
  for (const one of placed) addFrame(block, one, { memory });
  return block;
}

export interface AddOptions {
  /** Of the batch that the frame is in. */
  memory: ReadingMemory;
  /** One more line with this message, at the frame's time. */
  extraMessage?: string | undefined;
  /** Gets what the frame's lines tell of changes, as the service's worker would store it. */
  changes?: ChangeBlock | undefined;
}

/** @returns lines added */
export function addFrame(block: LineBlock, placed: PlacedFrame, { memory, extraMessage, changes }: AddOptions): number {
  const { frame, receivedAtMs } = placed;
  stampFrame(frame, receivedAtMs);
  const origin = { ...placed, drainId: DRAIN_ID, retentionDays: RETENTION_DAYS };
  const { lines } = readFrame(frame.body, { receivedAtMs, memory, resourceId: placed.resourceId });
  lines.forEach((line, i) => {
    block.add(line, origin, i);
    if (changes === undefined || line.kind !== "api") return;
    changes.add(lineChange(publishedLine(line, origin, i), { id: "", name: "" }, CHANGE_RETENTION_DAYS));
  });
  const last = lines.at(-1);
  if (extraMessage === undefined || !last) return lines.length;
  const message = `marker ${extraMessage} passed`;
  const told = publishedLine(last, origin, lines.length).line;
  block.add({ ...told, kind: "app", level: "info", message, fields: new FieldList() }, origin, lines.length);
  return lines.length + 1;
}
