/**
 * A dyno cuts what an app writes in one go into pieces of 10,000 bytes, each a line of its own, and says nothing of it.
 * The pieces stay lines; where it is certain that they were one, each also tells the whole.
 *
 * Certain means all of: the pieces stand one directly after the other in one frame, with the same names; every piece
 * but the last has exactly 10,000 bytes; their times lie within `GAP_MICROS`; and the first is not a whole JSON value by
 * itself. Pieces of two frames are left alone: what stood between frames, or was shed there, is not known.
 *
 * Done when lines are read and not when they are stored: a stored line never depends on another one, so a replay cannot
 * come out differently.
 */
import { CUT_LINE_BYTES } from "../../contract/limits.ts";
import type { Joined, LineLevel } from "../../contract/line.ts";
import { formatLineId } from "../../lib/line-id.ts";
import type { LineRow } from "../../stores/clickhouse/log-lines.ts";
import { parsers } from "./parsers/index.ts";

/** The dyno reads the pieces of one line from its buffer one after the other: microseconds. Later is another line. */
const GAP_MICROS = 10_000;
/** What UTF-8 decoding puts for the bytes of a character that the cut went through. */
const LOST = "\uFFFD";

export type PieceRow = Pick<
  LineRow,
  | "timestamp_micros"
  | "received_ms"
  | "frame_seq"
  | "line_index"
  | "drain_id"
  | "kind"
  | "level"
  | "host_name"
  | "app_name"
  | "process_id"
  | "message"
>;

/**
 * Finds lines that were cut among these.
 *
 * @param rows  any lines of one resource, in any order; those of a frame that matter must be there
 * @returns     the whole for each piece, by line id; nothing for all other lines
 * @throws      never
 */
export function joinCutLines(rows: readonly PieceRow[]): Map<string, Joined> {
  const joined = new Map<string, Joined>();
  const inOrder = [...rows].sort(
    (a, b) => a.received_ms - b.received_ms || a.frame_seq - b.frame_seq || a.line_index - b.line_index,
  );
  for (let at = 0; at < inOrder.length; ) {
    const pieces = piecesFrom(inOrder, at);
    at += pieces.length;
    if (pieces.length < 2 || isWholeJson((pieces[0] as PieceRow).message)) continue;
    const whole = joinPieces(pieces);
    for (const id of whole.lines) joined.set(id, whole);
  }
  return joined;
}

/** The line at `at` and those that go on with it. */
function piecesFrom(rows: readonly PieceRow[], at: number): PieceRow[] {
  const pieces = [rows[at] as PieceRow];
  for (let next = at + 1; next < rows.length; next++) {
    const piece = pieces.at(-1) as PieceRow;
    const row = rows[next] as PieceRow;
    if (!goesOn(piece, row)) break;
    pieces.push(row);
  }
  return pieces;
}

function goesOn(piece: PieceRow, row: PieceRow): boolean {
  const waitedMicros = row.timestamp_micros - piece.timestamp_micros;
  return (
    row.received_ms === piece.received_ms &&
    row.frame_seq === piece.frame_seq &&
    row.line_index === piece.line_index + 1 &&
    row.drain_id === piece.drain_id &&
    row.host_name === piece.host_name &&
    row.app_name === piece.app_name &&
    row.process_id === piece.process_id &&
    waitedMicros >= 0 &&
    waitedMicros <= GAP_MICROS &&
    row.message !== "" &&
    isFullPiece(piece.message, row.message)
  );
}

/** Can this line be one that was cut? Its neighbours decide. */
export function mayBeCut({ message }: Pick<PieceRow, "message">): boolean {
  // Cheap first: no text of so few UTF-16 units has so many bytes.
  if (message.length * 3 < CUT_LINE_BYTES) return false;
  return isFullPiece(message, LOST);
}

/**
 * Had it exactly 10,000 bytes? A character that the cut went through is one U+FFFD (3 bytes) at the end, for the one to
 * three bytes that stood there, and one for each of its other bytes at the start of the next piece.
 */
function isFullPiece(message: string, next: string): boolean {
  const start = leadingLost(message);
  const bytes = Buffer.byteLength(message);
  const isCutAtEnd = message.endsWith(LOST) && next.startsWith(LOST);
  for (let atStart = 0; atStart <= Math.min(start, 3); atStart++) {
    // Each U+FFFD at the start stands for one byte and takes three.
    const withoutStart = bytes - atStart * 2;
    if (withoutStart === CUT_LINE_BYTES) return true;
    if (isCutAtEnd && withoutStart >= CUT_LINE_BYTES && withoutStart <= CUT_LINE_BYTES + 2) return true;
  }
  return false;
}

function leadingLost(message: string): number {
  let count = 0;
  while (message[count] === LOST) count++;
  return count;
}

function isWholeJson(message: string): boolean {
  if (!/^\s*[[{]/.test(message)) return false;
  try {
    JSON.parse(message);
    return true;
  } catch {
    return false;
  }
}

function joinPieces(pieces: readonly PieceRow[]): Joined {
  const first = pieces[0] as PieceRow;
  const message = pieces.map((piece) => piece.message).reduce(joinTexts);
  const found = parsers[first.kind as keyof typeof parsers].parse(message, {
    appName: first.app_name,
    processId: first.process_id,
  });
  return {
    lines: pieces.map((piece) =>
      formatLineId({
        timestampMicros: piece.timestamp_micros,
        receivedAtMs: piece.received_ms,
        frameSeq: piece.frame_seq,
        lineIndex: piece.line_index,
      }),
    ),
    message,
    level: found?.level ?? (first.level as LineLevel),
    fields: found?.fields.toRecord() ?? {},
  };
}

/** A character that the cut went through is lost to both sides and stands as one U+FFFD. */
function joinTexts(text: string, next: string): string {
  return text.endsWith(LOST) && next.startsWith(LOST) ? text + next.replace(/^\uFFFD{1,3}/, "") : text + next;
}
