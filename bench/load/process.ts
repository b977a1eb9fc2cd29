/**
 * The load process: apart from the service, so that neither's event loop holds up the other's. Builds its frames first,
 * says `ready`, then runs the jobs it is given, one at a time.
 */
import { makeFrames } from "../corpus/frames.ts";
import { answerParent } from "../process/child-side.ts";
import type { LoadJob, LoadTarget } from "./job.ts";
import { type Run, send } from "./send.ts";

let frames: ReturnType<typeof makeFrames> = [];
let target: LoadTarget | null = null;
let run: Run = { isStopped: false };

answerParent({
  prepare(given: LoadTarget) {
    target = given;
    frames = makeFrames(given.corpus);
    return { frames: frames.length };
  },
  async send(job: LoadJob) {
    if (target === null) throw new Error("prepare first");
    run = { isStopped: false };
    return send(frames, target, job, run);
  },
  stop() {
    run.isStopped = true;
    return {};
  },
});
