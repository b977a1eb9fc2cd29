import type { IncomingMessage } from "node:http";
import type { Services } from "../../context.ts";
import type { DrainCredentials } from "../../domain/drains/manual-owner.ts";
import { type Accepted, acceptOwned, type Door } from "../../domain/logs/accept-frame.ts";
import { Fault } from "../../errors.ts";
import { isUuid } from "../../lib/uuid.ts";
import { compressionOf, countOf, frameIdOf, headerOf, isLogplexBody } from "./headers.ts";
import { inflate } from "./inflate.ts";
import { readBytes } from "./read-bytes.ts";

/**
 * A frame to a manual drain: the credentials of its URL say whose it is. Besides Logplex, log-shuttle (Shield spaces)
 * and relays of plain syslog post here, which differ in what they may do; each difference is marked.
 *
 * @throws Fault drain.*; any other error is a store's, and means 503
 */
export async function takeManualFrame(
  services: Services,
  door: Door,
  req: IncomingMessage,
  credentials: DrainCredentials,
  bytesMax: number,
): Promise<Accepted> {
  const drainToken = headerOf(req, "logplex-drain-token") ?? null;
  // Ahead of the body: a stranger's bytes are not read.
  const owner = await door.manualOwners.admit(credentials, drainToken);
  const compression = compressionOf(req);
  if (!isLogplexBody(req) || compression === null) throw new Fault("drain.content_type");
  const received = await readBytes(req, bytesMax);
  return acceptOwned(services, door, owner, {
    frameId: frameIdOf(headerOf(req, "logplex-frame-id")) ?? requestIdOf(headerOf(req, "x-request-id")),
    msgCount: countOf(headerOf(req, "logplex-msg-count")),
    // Logplex always names its token and never writes STRUCTURED-DATA; every other sender of RFC 5424 must write it.
    hasStructuredData: drainToken === null,
    declaredDropped:
      (countOf(headerOf(req, "logplex-drop-count")) ?? 0) + (countOf(headerOf(req, "logplex-lost-count")) ?? 0),
    // log-shuttle compresses where it is told to.
    body: compression === "gzip" ? await inflate(received, bytesMax) : received,
  });
}

/**
 * log-shuttle's batch id, the same over its tries, while the body is not: each try writes the time of its L12 line anew.
 * Source: heroku/log-shuttle logplex_batch_formatter.go. The prefix keeps these apart from Logplex's frame ids.
 */
function requestIdOf(header: string | undefined): string | null {
  return header !== undefined && isUuid(header) ? `request:${header.toLowerCase()}` : null;
}
