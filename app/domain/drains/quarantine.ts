import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { fingerprint, sha256Hex } from "../../lib/secrets.ts";
import * as quarantine from "../../stores/postgres/quarantine.ts";

/*
 * A new attachment's first frames may arrive before Heroku's webhook tells us its token. They wait here, apart from the
 * spool and bounded by themselves, so that nothing an outsider posts can displace a customer's frame: what is kept is
 * never pushed out, and what does not fit is refused.
 *
 *   unknown token --take--> WAITING --token learnt--> spool (release-quarantine.ts)
 *                                   --too old-------> expired, counted by token
 */

export interface UnknownFrame {
  drainToken: string;
  frameKey: string;
  senderAddress: string;
  msgCount: number | null;
  lineCount: number;
  body: Buffer;
}

export interface QuarantineDoor {
  /** @throws Fault drain.unavailable over one sender's or token's share, and when all is full */
  take(frame: UnknownFrame): Promise<"quarantined" | "duplicate">;
}

/**
 * 64 MiB and 2 000 frames hold the first minutes of dozens of new attachments. One token gets a few minutes of a busy
 * app; one sending address a quarter of the whole, because the few addresses of Logplex send for every app there is.
 */
const BOUNDS: quarantine.QuarantineBounds = {
  frames: 2_000,
  bytes: 64 * 1024 * 1024,
  framesPerToken: 200,
  framesPerSender: 500,
  bytesPerSender: 16 * 1024 * 1024,
};

/** Asked before the database is: an outsider's flood costs us memory look-ups only. Logplex batches, about one a second. */
const FRAMES_PER_SENDER_AND_MINUTE = 600;

export function createQuarantineDoor(
  { stores, log }: Pick<Services, "stores" | "log">,
  bounds: quarantine.QuarantineBounds = BOUNDS,
): QuarantineDoor {
  const limiter = new RateLimiterMemory({ points: FRAMES_PER_SENDER_AND_MINUTE, duration: 60 });
  return {
    async take(frame) {
      // Not a 4xx: Logplex would give the frame up, and may be sending a new attachment's first one. Of a 503 it tries again.
      const notNow = (detail: string) =>
        new Fault("drain.unavailable", { detail: `${detail}, token ${fingerprint(frame.drainToken)}` });
      const isWithinRate = await limiter.consume(frame.senderAddress).then(
        () => true,
        () => false,
      );
      if (!isWithinRate) throw notNow("too many unknown frames from one sender");
      const outcome = await quarantine.insertBounded(
        stores.pg,
        {
          token_hash: sha256Hex(frame.drainToken),
          frame_key: frame.frameKey,
          sender_hash: sha256Hex(frame.senderAddress),
          msg_count: frame.msgCount,
          line_count: frame.lineCount,
          body: frame.body,
        },
        bounds,
      );
      if (outcome === "over-share") throw notNow("over its share of the quarantine");
      if (outcome === "full") throw notNow("quarantine is full");
      log.info(
        { drainToken: fingerprint(frame.drainToken), outcome, lines: frame.lineCount },
        "frame of an unknown token",
      );
      return outcome;
    },
  };
}
