import type { Services } from "../../context.ts";
import type { LineContent, LineOrigin } from "../../stores/clickhouse/line-block.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import type { FrameTicket } from "../../stores/redis/frame-stream.ts";
import { drainAppsOf, toLine } from "./line-view.ts";

/** A line that is told on: plain, because it may come from another thread. */
export interface PublishedLine {
  line: Omit<LineContent, "fields" | "placed"> & { fields: Readonly<Record<string, string>> };
  origin: LineOrigin;
  lineIndex: number;
}

export function publishedLine(line: LineContent, origin: LineOrigin, lineIndex: number): PublishedLine {
  return {
    // Name by name, because a line may be views on its frame, and objects spread into one another cost ten times as much.
    line: {
      timestampMicros: line.timestampMicros,
      kind: line.kind,
      level: line.level,
      messageLen: line.messageLen,
      priority: line.priority,
      version: line.version,
      hostName: line.hostName,
      appName: line.appName,
      processId: line.processId,
      messageId: line.messageId,
      message: line.message,
      fields: line.fields.toRecord(),
    },
    origin,
    lineIndex,
  };
}

/** A message is parsed in one go by each web process: about 100 KB keeps that to a millisecond or two. */
const LINES_A_MESSAGE = 200;

/** Tells the watching tails what was just stored. */
export async function publishLines(
  { stores }: Pick<Services, "stores">,
  lines: readonly PublishedLine[],
): Promise<void> {
  for (const [resourceId, mine] of groupByResource(lines, ({ origin }) => origin.resourceId)) {
    const apps = drainAppsOf(await attachments.listOfResource(stores.pg, resourceId));
    for (let i = 0; i < mine.length; i += LINES_A_MESSAGE) {
      const part = mine.slice(i, i + LINES_A_MESSAGE);
      await stores.tail.publish(resourceId, { lines: part.map((published) => toLine(toRow(published), apps)) });
    }
  }
}

/**
 * Tells those who began to watch after these frames were parsed, and before they were stored, where their lines are: they
 * had not been there to be told the lines, and what they read themselves had not been stored.
 */
export async function publishFrames(
  { stores }: Pick<Services, "stores">,
  frames: readonly FrameTicket[],
): Promise<void> {
  const groups = groupByResource(frames, (frame) => frame.resourceId);
  for (const resourceId of await stores.tail.watched([...groups.keys()])) {
    const places = (groups.get(resourceId) ?? []).map(({ receivedAtMs, frameSeq }) => ({ receivedAtMs, frameSeq }));
    await stores.tail.publish(resourceId, { frames: places });
  }
}

function groupByResource<T>(items: readonly T[], resourceOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(resourceOf(item));
    if (group) group.push(item);
    else groups.set(resourceOf(item), [item]);
  }
  return groups;
}

/** The row as a search would read it back. */
function toRow({ line, origin, lineIndex }: PublishedLine) {
  return {
    timestamp_micros: line.timestampMicros,
    received_ms: origin.receivedAtMs,
    frame_seq: origin.frameSeq,
    line_index: lineIndex,
    drain_id: origin.drainId,
    kind: line.kind,
    level: line.level,
    message_len: line.messageLen,
    priority: line.priority,
    version: line.version,
    host_name: line.hostName,
    app_name: line.appName,
    process_id: line.processId,
    message_id: line.messageId,
    message: line.message,
    fields: line.fields,
  };
}
