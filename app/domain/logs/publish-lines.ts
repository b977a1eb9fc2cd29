import type { Services } from "../../context.ts";
import type { NewLine } from "../../stores/clickhouse/log-lines.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import { drainAppsOf, toLine } from "./line-view.ts";

/** A message is parsed in one go by each web process: about 100 KB keeps that to a millisecond or two. */
const LINES_A_MESSAGE = 200;

/** Tells the watching tails what was just stored. Costs one look-up a batch when nobody watches. */
export async function publishLines({ stores }: Pick<Services, "stores">, lines: readonly NewLine[]): Promise<void> {
  const byResource = groupByResource(lines);
  for (const resourceId of await stores.tail.watched([...byResource.keys()])) {
    const apps = drainAppsOf(await attachments.listOfResource(stores.pg, resourceId));
    const mine = byResource.get(resourceId) ?? [];
    for (let i = 0; i < mine.length; i += LINES_A_MESSAGE) {
      const part = mine.slice(i, i + LINES_A_MESSAGE);
      await stores.tail.publish(
        resourceId,
        part.map((line) => toLine(toRow(line), apps)),
      );
    }
  }
}

function groupByResource(lines: readonly NewLine[]): Map<string, NewLine[]> {
  const groups = new Map<string, NewLine[]>();
  for (const line of lines) {
    const group = groups.get(line.resourceId);
    if (group) group.push(line);
    else groups.set(line.resourceId, [line]);
  }
  return groups;
}

function toRow(line: NewLine) {
  return {
    timestamp_micros: line.timestampMicros,
    received_ms: line.receivedAtMs,
    frame_seq: line.frameSeq,
    line_index: line.lineIndex,
    drain_id: line.drainId,
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
