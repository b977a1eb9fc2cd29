import type { IncomingMessage } from "node:http";
import { Fault } from "../../errors.ts";
import { freeBytes } from "../../lib/free-bytes.ts";

/** The connection ended before the body did: nobody is left to be answered, and nothing was accepted. */
export class SenderGone extends Error {
  override readonly name = "SenderGone";
}

/**
 * Reads a request body of at most `bytesMax` into one buffer. Written out because it is the service's hottest path: one
 * copy of what comes in several pieces, whose memory is given back at once, and none of what comes in one.
 *
 * @throws Fault drain.too_large; SenderGone
 */
export function readBytes(req: IncomingMessage, bytesMax: number): Promise<Buffer> {
  // Left while it was let in: no event tells it again.
  if (req.destroyed) return Promise.reject(new SenderGone("connection closed"));
  const declared = req.headers["content-length"];
  const size = declared === undefined ? null : Number(declared);
  if (size !== null && size > bytesMax)
    return Promise.reject(new Fault("drain.too_large", { detail: `${size} bytes declared` }));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        req.removeAllListeners("data");
        req.resume();
        reject(new Fault("drain.too_large", { detail: "more bytes than allowed" }));
        return;
      }
      chunks.push(chunk);
    });
    req.on("end", () => resolve(joined(chunks, bytes)));
    // Node says either; a body that breaks the protocol ends in the same way.
    req.on("error", (cause) => reject(new SenderGone(cause.message, { cause })));
    req.on("close", () => {
      if (!req.complete) reject(new SenderGone("connection closed"));
    });
  });
}

function joined(chunks: readonly Buffer[], bytes: number): Buffer {
  const [first] = chunks;
  if (chunks.length === 1 && first) return first;
  const all = Buffer.allocUnsafeSlow(bytes); // memory of its own, which can be given back
  let at = 0;
  for (const chunk of chunks) {
    at += chunk.copy(all, at);
    freeBytes(chunk); // Node copies each piece out of its parser: nobody else has it
  }
  return all;
}
