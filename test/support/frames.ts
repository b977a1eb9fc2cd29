import { randomBytes } from "node:crypto";

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
