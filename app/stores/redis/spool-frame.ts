import type { Redacted } from "../../contract/redaction.ts";
export interface SpoolFrame {
  drainId: string;
  resourceId: string;
  /** Logplex's frame id, or a content hash for senders without one; unique per drain. */
  frameKey: string;
  msgCount: number | null;
  isOverQuota: boolean;
  retentionDays: number;
  /** Whether STRUCTURED-DATA follows MSGID; only the door knows the sender, and a replay must parse alike. */
  hasStructuredData?: boolean;
  /** Lines the sender's own headers say it lost before this frame. */
  declaredDropped?: number;
  /** Which filters hold for it (exclusion_sets in Postgres); none where there is no number. */
  exclusionSet?: number | null;
  /** Values that were masked in its body, by rule; none where there is nothing. */
  redacted?: Redacted | null;
  body: Buffer;
}

/** A frame as it is read back, once its body was let go: enough to seal and acknowledge it. */
export interface FrameTicket extends Required<Omit<SpoolFrame, "body">> {
  /** Of the body. */
  bytes: number;
  shard: number;
  /** Redis stream id `<ms>-<seq>`; the ms is when the frame was durably accepted. */
  id: string;
  receivedAtMs: number;
  /** Unique among frames accepted in the same millisecond, over all shards. */
  frameSeq: number;
}

/** A frame as it is read back. Those of one shard and id came in one stream entry, and are sealed and acknowledged with it. */
export interface SpooledFrame extends FrameTicket {
  body: Buffer;
}

/** Of one entry; also what makes their numbers unique. */
export const ENTRY_FRAMES_MAX = 64;

/**
 * A frame without its body as one text: a stream entry of few fields costs Redis and the reader less than one of many.
 * The resource stands beside it, because Redis itself counts by resource.
 */
export function describeFrame(frame: SpoolFrame): string {
  return JSON.stringify([
    frame.drainId,
    frame.frameKey,
    frame.msgCount,
    frame.isOverQuota,
    frame.retentionDays,
    frame.hasStructuredData ?? false,
    frame.declaredDropped ?? 0,
    frame.exclusionSet ?? null,
    frame.redacted ?? null,
  ] satisfies FrameDescription);
}

type FrameDescription = [
  drainId: string,
  frameKey: string,
  msgCount: number | null,
  isOverQuota: boolean,
  retentionDays: number,
  hasStructuredData: boolean,
  declaredDropped: number,
  /** This and the next are left out by versions before November 2026, whose frames may still wait. */
  exclusionSet?: number | null,
  redacted?: Redacted | null,
];

/** A stream entry's fields as Redis gives them: for each frame resource, description and body, a name before each. */
export function readEntryFrames(fields: readonly Buffer[]): Required<SpoolFrame>[] {
  const frames: Required<SpoolFrame>[] = [];
  for (let i = 0; i + FIELDS_A_FRAME <= fields.length; i += FIELDS_A_FRAME) {
    const [, resourceId, , description, , body] = fields.slice(i) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
    const [
      drainId,
      frameKey,
      msgCount,
      isOverQuota,
      retentionDays,
      hasStructuredData,
      declaredDropped,
      exclusionSet,
      redacted,
    ] = JSON.parse(description.toString()) as FrameDescription;
    frames.push({
      drainId,
      resourceId: resourceId.toString(),
      frameKey,
      msgCount,
      isOverQuota,
      retentionDays,
      hasStructuredData,
      declaredDropped,
      exclusionSet: exclusionSet ?? null,
      redacted: redacted ?? null,
      body,
    });
  }
  return frames;
}

const FIELDS_A_FRAME = 6;

/** Whether a read got all that it asked of some stream, where more may be waiting. @param count entries a stream */
export function mayHaveMore(read: readonly Pick<FrameTicket, "shard" | "id">[], count: number): boolean {
  const entries = new Map<number, Set<string>>();
  for (const { shard, id } of read) entries.set(shard, (entries.get(shard) ?? new Set()).add(id));
  return [...entries.values()].some((ids) => ids.size >= count);
}
