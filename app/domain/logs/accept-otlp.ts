import { setImmediate as nextTurn } from "node:timers/promises";
import type { Services } from "../../context.ts";
import type { Owner } from "../drains/owner.ts";
import { acceptOwned, type Door, type OwnedFrame } from "./accept-frame.ts";
import { framesOf } from "./otlp/frames-of.ts";
import { readJson } from "./otlp/read-json.ts";
import { readProtobuf } from "./otlp/read-protobuf.ts";
import { OtlpBodyError } from "./otlp/record.ts";

export type OtlpEncoding = "protobuf" | "json";

/**
 * Lets the records of an OTLP request in, as frames. Each frame is durable before the next: what a request that is answered with
 * 503 brought is known when it is sent again. A request that cannot be read to its end brings nothing, and is booked as one line
 * rejected.
 *
 * @throws OtlpBodyError; Fault drain.unavailable when a frame could not be made durable
 */
export async function acceptOtlp(
  services: Services,
  door: Pick<Door, "counts" | "overflow">,
  owner: Owner,
  { body, encoding }: { body: Buffer; encoding: OtlpEncoding },
): Promise<void> {
  const frames = await readFrames(body, encoding).catch((error: unknown) => {
    // How many records it has nobody can say; that something was lost is in the books all the same.
    if (error instanceof OtlpBodyError) door.counts.rejected(owner.resourceId, "otlp", 1);
    throw error;
  });
  for (const frame of frames) await acceptOwned(services, door, owner, frame);
}

async function readFrames(body: Buffer, encoding: OtlpEncoding): Promise<OwnedFrame[]> {
  const frames: OwnedFrame[] = [];
  for (const frame of framesOf(encoding === "json" ? readJson(body) : readProtobuf(body))) {
    frames.push(frame);
    await nextTurn(); // a frame is some milliseconds of reading, and Logplex waits at the same door
  }
  return frames;
}
