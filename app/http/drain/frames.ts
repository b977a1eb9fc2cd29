import type { IncomingMessage, ServerResponse } from "node:http";
import type { Services } from "../../context.ts";
import type { Door } from "../../domain/logs/accept-frame.ts";
import { type AnsweringService, Fault, RETRY_AFTER_SECONDS, toProblem } from "../../errors.ts";
import { readCredentials } from "./credentials.ts";
import { takeManualFrame } from "./manual-frame.ts";
import { SenderGone } from "./read-bytes.ts";
import { takeTokenFrame } from "./token-frame.ts";

/**
 * Logplex's frames stay just above 100 KB (102 400 bytes, plus an L10 line put in front). 1 MiB leaves room for other
 * senders and refuses what no Logplex sends. A compressed body must keep to it before and after it is expanded.
 */
const FRAME_BYTES_MAX = 1024 * 1024;
/**
 * A fast 503 burns Logplex's three tries within milliseconds; a slow one leaves lines in its buffer. Within its 5 s, and
 * so counted from the frame's arrival: two stores that hang have taken most of it already.
 * Source: heroku/logplex src/logplex_http_drain.erl.
 */
const HOLD_MS = { min: 2_000, max: 4_000 };

/** Answers one request; it never rejects. */
export type FramesHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * `POST /drain`. Every answer has a length and no chunks: Logplex's client reads nothing else.
 *
 * On Node's own request and response, without Express: its routing costs more than half of a small frame's time at the
 * door (bench/README.md, `parts`), and this route needs none of it.
 */
export function framesHandler(services: Services, door: Door, hold = HOLD_MS): FramesHandler {
  const { metrics, log } = services;
  return async (req, res) => {
    const stopTimer = metrics.drainSeconds.startTimer();
    const arrivedAtMs = performance.now();
    try {
      if (req.method !== "POST") {
        res.setHeader("Allow", "POST");
        throw new Fault("route.method");
      }
      const credentials = readCredentials(req.headers.authorization);
      const outcome = credentials
        ? await takeManualFrame(services, door, req, credentials, FRAME_BYTES_MAX)
        : await takeTokenFrame(services, door, req, FRAME_BYTES_MAX);
      metrics.drainFrames.inc({ outcome });
      res.writeHead(204, { "Content-Length": "0" }).end();
    } catch (error) {
      // Anyone can do that, without a token: neither an answer of ours nor a loss that an operator is to be woken for.
      if (error instanceof SenderGone) {
        metrics.drainFrames.inc({ outcome: "sender_gone" });
        log.debug({ detail: error.message }, "sender went away");
        return;
      }
      const fault = error instanceof Fault ? error : new Fault("drain.unavailable", { cause: error });
      metrics.drainFrames.inc({ outcome: fault.code });
      if (fault.status === 503) {
        log.error({ err: error }, "frame not accepted");
        const answerAtMs = arrivedAtMs + hold.min + Math.random() * (hold.max - hold.min);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, answerAtMs - performance.now())));
      }
      refuse(res, fault, services.config);
    } finally {
      stopTimer();
    }
  };
}

function refuse(res: ServerResponse, fault: Fault, service: AnsweringService): void {
  if (res.destroyed || res.headersSent) return;
  const body = Buffer.from(JSON.stringify(toProblem(fault, service)));
  // Logplex has times of its own; other senders may heed it.
  if (fault.status === 503) res.setHeader("Retry-After", RETRY_AFTER_SECONDS);
  res
    .writeHead(fault.status, { "Content-Type": "application/problem+json", "Content-Length": String(body.length) })
    .end(body);
}
