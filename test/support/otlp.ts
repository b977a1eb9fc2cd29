import { basicOf, type ManualDrain } from "./manual-drains.ts";

/** An OTLP request in JSON, with these texts one nanosecond apart. */
export function otlpRequest(...texts: string[]): string {
  const nowNanos = BigInt(Date.now()) * 1_000_000n;
  const logRecords = texts.map((text, i) => ({
    timeUnixNano: `${nowNanos + BigInt(i)}`,
    body: { stringValue: text },
  }));
  return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
}

/** Headers of a drain's own exporter. */
export const otlpHeaders = ({ drainId, secret }: Pick<ManualDrain, "drainId" | "secret">) => ({
  authorization: basicOf(drainId, secret),
  "content-type": "application/json",
});

export const postOtlp = (
  service: { url: string },
  body: string | Buffer,
  headers: Record<string, string>,
  path = "/otlp/v1/logs",
): Promise<Response> => fetch(service.url + path, { method: "POST", headers, body: body as Buffer<ArrayBuffer> });
