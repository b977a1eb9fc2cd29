import type { IncomingMessage } from "node:http";
import type { Services } from "../../context.ts";
import { type Accepted, acceptFrame, type Door } from "../../domain/logs/accept-frame.ts";
import { Fault } from "../../errors.ts";
import { countOf, frameIdOf, headerOf, isLogplexBody, senderAddress } from "./headers.ts";
import { readBytes } from "./read-bytes.ts";

/** A frame from Logplex to the add-on's own drain: its drain token says whose it is. @throws Fault drain.* */
export async function takeTokenFrame(
  services: Services,
  door: Door,
  req: IncomingMessage,
  bytesMax: number,
): Promise<Accepted> {
  const drainToken = headerOf(req, "logplex-drain-token");
  if (!drainToken) throw new Fault("drain.missing_token");
  if (!isLogplexBody(req) || req.headers["content-encoding"]) throw new Fault("drain.content_type");
  const body = await readBytes(req, bytesMax);
  return acceptFrame(services, door, {
    drainToken,
    frameId: frameIdOf(headerOf(req, "logplex-frame-id")),
    msgCount: countOf(headerOf(req, "logplex-msg-count")),
    senderAddress: senderAddress(req, services.config.isProduction),
    body,
  });
}
