import type { Services } from "../../context.ts";
import type { LineContent, LineOrigin } from "../../stores/clickhouse/line-block.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import { drainAppsOf, toLine } from "./line-view.ts";

/** A line that is told on: plain, because it may come from another thread. */
export interface PublishedLine {
  line: Omit<LineContent, "fields"> & { fields: Readonly<Record<string, string>> };
  origin: LineOrigin;
  lineIndex: number;
}

/** A message is parsed in one go by each web process: about 100 KB keeps that to a millisecond or two. */
const LINES_A_MESSAGE = 200;

/** Tells the watching tails what was just stored. */
export async function publishLines(
  { stores }: Pick<Services, "stores">,
  lines: readonly PublishedLine[],
): Promise<void> {
  for (const [resourceId, mine] of groupByResource(lines)) {
    const apps = drainAppsOf(await attachments.listOfResource(stores.pg, resourceId));
    for (let i = 0; i < mine.length; i += LINES_A_MESSAGE) {
      const part = mine.slice(i, i + LINES_A_MESSAGE);
      await stores.tail.publish(
        resourceId,
        part.map((published) => toLine(toRow(published), apps)),
      );
    }
  }
}

function groupByResource(lines: readonly PublishedLine[]): Map<string, PublishedLine[]> {
  const groups = new Map<string, PublishedLine[]>();
  for (const published of lines) {
    const group = groups.get(published.origin.resourceId);
    if (group) group.push(published);
    else groups.set(published.origin.resourceId, [published]);
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
