/**
 * Where a line stands in the total order of a resource's lines. Its text form is the line's public id and the cursor.
 * Nothing random: the same frame stored again gives the same ids.
 */
export interface LinePosition {
  /** The line's own time, microseconds since the epoch. */
  timestampMicros: number;
  /** When its frame was durably accepted, milliseconds. */
  receivedAtMs: number;
  /** Tells frames of one millisecond apart. */
  frameSeq: number;
  /** Place in the frame, from 0. */
  lineIndex: number;
}

/** Where a frame stands in the order of arrival. */
export type FramePlace = Pick<LinePosition, "receivedAtMs" | "frameSeq">;

/** Opaque to clients: four base-36 numbers. */
export function formatLineId(position: LinePosition): string {
  return [position.timestampMicros, position.receivedAtMs, position.frameSeq, position.lineIndex]
    .map((part) => part.toString(36))
    .join("-");
}

/** @returns null for anything `formatLineId` did not make */
export function parseLineId(id: string): LinePosition | null {
  if (!/^[0-9a-z]{1,11}-[0-9a-z]{1,11}-[0-9a-z]{1,7}-[0-9a-z]{1,7}$/.test(id)) return null;
  const [timestampMicros, receivedAtMs, frameSeq, lineIndex] = id.split("-").map((part) => Number.parseInt(part, 36));
  const parts = [timestampMicros, receivedAtMs, frameSeq, lineIndex];
  if (!parts.every((part) => part !== undefined && Number.isSafeInteger(part))) return null;
  if ((frameSeq ?? 0) > 0xffff_ffff || (lineIndex ?? 0) > 0xffff_ffff || (receivedAtMs ?? 0) > 9_000_000_000_000)
    return null;
  return { timestampMicros, receivedAtMs, frameSeq, lineIndex } as LinePosition;
}
