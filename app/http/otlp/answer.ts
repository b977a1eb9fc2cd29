import type { ServerResponse } from "node:http";
import protobuf from "protobufjs/minimal.js";
import type { OtlpEncoding } from "../../domain/logs/accept-otlp.ts";
import { type AnsweringService, type Fault, RETRY_AFTER_SECONDS, sentenceOf } from "../../errors.ts";

/*
 * Answers are in the encoding of the request: an empty `ExportLogsServiceResponse`, or a `google.rpc.Status`.
 * Source: OpenTelemetry protocol 1.9, "OTLP/HTTP Response"
 */

export const CONTENT_TYPES: Record<OtlpEncoding, string> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

export function answerTaken(res: ServerResponse, encoding: OtlpEncoding): void {
  send(res, 200, encoding, encoding === "json" ? Buffer.from("{}") : Buffer.alloc(0));
}

/** Senders try again after 429, 502, 503 and 504 only; after anything else the records are lost. */
export function answerRefused(
  res: ServerResponse,
  encoding: OtlpEncoding,
  fault: Fault,
  service: AnsweringService,
): void {
  if (res.destroyed || res.headersSent) return;
  if (fault.status === 503) res.setHeader("Retry-After", RETRY_AFTER_SECONDS);
  const message = `${fault.code}: ${sentenceOf(fault, service)}`;
  send(res, fault.status, encoding, encoding === "json" ? Buffer.from(JSON.stringify({ message })) : statusOf(message));
}

/** `google.rpc.Status`: its message is field 2. */
function statusOf(message: string): Buffer {
  return Buffer.from(
    protobuf.Writer.create()
      .uint32((2 << 3) | 2)
      .string(message)
      .finish(),
  );
}

function send(res: ServerResponse, status: number, encoding: OtlpEncoding, body: Buffer): void {
  res.writeHead(status, { "Content-Type": CONTENT_TYPES[encoding], "Content-Length": String(body.length) }).end(body);
}
