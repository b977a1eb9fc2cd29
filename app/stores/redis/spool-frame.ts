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
  body: Buffer;
}

export interface SpoolEntry extends Required<SpoolFrame> {
  shard: number;
  /** Redis stream id `<ms>-<seq>`; the ms is when the frame was durably accepted. */
  id: string;
  receivedAtMs: number;
  /** Unique among frames accepted in the same millisecond, over all shards. */
  frameSeq: number;
}
