import type { IncomingMessage } from "node:http";
import { Fault } from "../../errors.ts";
import { freeBytes } from "../../lib/free-bytes.ts";

/**
 * Reads a request body of at most `bytesMax` into one buffer. Written out because it is the service's hottest path: one
 * copy of what comes in several pieces, whose memory is given back at once, and none of what comes in one.
 *
 * @throws Fault drain.too_large; an Error when the sender went away (nothing was accepted)
 */
export function readBytes(req: IncomingMessage, bytesMax: number): Promise<Buffer> {
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
    req.on("error", reject);
    req.on("close", () => {
      if (!req.complete) reject(new Error("sender went away"));
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
