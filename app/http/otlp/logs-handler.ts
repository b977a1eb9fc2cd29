import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import type { Services } from "../../context.ts";
import type { Door } from "../../domain/logs/accept-frame.ts";
import { acceptOtlp, type OtlpEncoding } from "../../domain/logs/accept-otlp.ts";
import { OtlpBodyError } from "../../domain/logs/otlp/record.ts";
import { Fault } from "../../errors.ts";
import { readCredentials } from "../drain/credentials.ts";
import { compressionOf, contentTypeOf } from "../drain/headers.ts";
import { inflate } from "../drain/inflate.ts";
import { readBytes, SenderGone } from "../drain/read-bytes.ts";
import { answerRefused, answerTaken, CONTENT_TYPES } from "./answer.ts";

/**
 * What an OpenTelemetry Collector sends at once by default (8,192 records) has some 3 MB. Before and after it is
 * expanded.
 */
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/**
 * `POST /otlp/v1/logs`: log records by OTLP over HTTP, as protobuf or JSON, for apps of the Fir generation, whose logs no
 * Logplex drain brings, and for any other exporter. Whose they are is said by the credentials of a manual drain.
 */
export function otlpLogsHandler(services: Services, door: Door): RequestHandler {
  const { metrics, log, config } = services;
  return async (req, res) => {
    const encoding = encodingOf(req);
    try {
      const credentials = readCredentials(req.headers.authorization);
      if (credentials === null) throw new Fault("drain.bad_credentials");
      // Ahead of the body: a stranger's bytes are not read.
      const owner = await door.manualOwners.admit(credentials, null);
      if (encoding === null) throw new Fault("otlp.content_type");
      await acceptOtlp(services, door, owner, { body: await bodyOf(req), encoding });
      metrics.drainFrames.inc({ outcome: "otlp" });
      answerTaken(res, encoding);
    } catch (error) {
      if (error instanceof SenderGone) {
        metrics.drainFrames.inc({ outcome: "sender_gone" });
        return;
      }
      const fault = toFault(error);
      metrics.drainFrames.inc({ outcome: fault.code });
      if (fault.status === 503) log.error({ err: error }, "log records not accepted");
      else log.info({ err: error, code: fault.code }, "log records refused");
      answerRefused(res, encoding ?? "json", fault, config);
    }
  };
}

function toFault(error: unknown): Fault {
  if (error instanceof Fault)
    return error.code === "drain.too_large" ? new Fault("otlp.too_large", { cause: error }) : error;
  if (error instanceof OtlpBodyError) return new Fault("otlp.bad_body", { detail: error.message, cause: error });
  return new Fault("drain.unavailable", { cause: error });
}

/** @returns null for what OTLP does not have */
function encodingOf(req: IncomingMessage): OtlpEncoding | null {
  const type = contentTypeOf(req);
  if (type === CONTENT_TYPES.protobuf) return "protobuf";
  return type === CONTENT_TYPES.json ? "json" : null;
}

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const compression = compressionOf(req);
  if (compression === null) throw new Fault("otlp.content_type");
  const received = await readBytes(req, BODY_BYTES_MAX);
  return compression === "gzip" ? inflate(received, BODY_BYTES_MAX) : received;
}
