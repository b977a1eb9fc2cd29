import { randomBytes, randomUUID } from "node:crypto";
import type { SpilledFrame } from "../../app/stores/postgres/spilled-frames.ts";

/** One syslog message as Logplex writes it: no structured data, `-` as message id, a counted line feed at the end. */
export function syslogLine(
  text: string,
  header: { pri?: number; at?: Date; app?: string; process?: string } = {},
): string {
  const { pri = 190, at = new Date(), app = "app", process = "web.1" } = header;
  const time = at.toISOString().replace("Z", "000+00:00");
  return `<${pri}>1 ${time} host ${app} ${process} - ${text}\n`;
}

/** Octet-counted framing over bytes. */
export function frameOf(lines: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    lines.flatMap((line) => {
      const bytes = Buffer.from(line as string);
      return [Buffer.from(`${bytes.length} `), bytes];
    }),
  );
}

/** What Logplex makes: 32 upper-case hex digits. */
export function newFrameId(): string {
  return randomBytes(16).toString("hex").toUpperCase();
}

/** `POST /drain` as Logplex sends it. A header set to null is left out. */
export function postFrame(
  service: { url: string },
  drainToken: string,
  body: Buffer | string,
  headers: Record<string, string | null> = {},
): Promise<Response> {
  const all: Record<string, string | null> = {
    "content-type": "application/logplex-1",
    "logplex-msg-count": "1",
    "logplex-frame-id": newFrameId(),
    "logplex-drain-token": drainToken,
    "user-agent": "Logplex/v72",
    ...headers,
  };
  return fetch(`${service.url}/drain`, {
    method: "POST",
    headers: Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null)),
    body: body as Buffer<ArrayBuffer>,
  });
}

/** A sound body of exactly this many bytes, in lines of at most 10 000 bytes. */
export function bodyOfBytes(total: number): Buffer {
  const header = "<190>1 2026-03-04T09:15:02.118437+00:00 host app web.1 - ";
  const lines: string[] = [];
  let left = total;
  while (left > 0) {
    const line = lineWithPrefixOf(left > 10_200 ? 10_000 : left, header);
    lines.push(line);
    left -= Buffer.byteLength(line) + String(Buffer.byteLength(line)).length + 1;
  }
  return frameOf(lines);
}

/** A line that takes exactly `bytes` with its length prefix. */
function lineWithPrefixOf(bytes: number, header: string): string {
  for (let digits = 1; digits <= 6; digits++) {
    const length = bytes - digits - 1;
    if (String(length).length === digits) return header + "x".repeat(length - header.length);
  }
  throw new Error(`no line takes ${bytes} bytes`);
}

/** A frame of a drain of its own, as the overflow keeps it. */
export function spilledFrame(resourceId: string, body: Buffer): SpilledFrame {
  return {
    drain_id: randomUUID(),
    resource_id: resourceId,
    frame_key: newFrameId(),
    msg_count: 1,
    is_over_quota: false,
    retention_days: 14,
    has_structured_data: false,
    declared_dropped: 0,
    exclusion_set: null,
    redacted: null,
    body,
  };
}
