import type { RequestHandler } from "express";
import { Fault } from "../../errors.ts";
import { type TurnLimits, Turns } from "../../lib/turns.ts";
import { abortOnLeave } from "../api/params.ts";
import { ctxOf } from "./api-context.ts";

/** About as long as a question of the store takes, which is what most wait for. */
const RETRY_SECONDS = 5;

/** Gives a handler's calls their turns; a turn lasts until the handler's promise is settled. */
export type InTurn = (handler: RequestHandler) => RequestHandler;

/**
 * A page of the dashboard asks four at once (lines, chart, fields, resource), and a store has ten places, two when it is
 * embedded. 25 pages may be loaded at the same moment; each waits behind its own resource only. Heroku's router gives up
 * after 30 s, and an answer may take 20 s of them.
 */
const QUESTIONS: TurnLimits = { openMax: 4, waitingMax: 100, waitMsMax: 10_000 };
/**
 * Minutes long, as fast as the client reads: among the questions a few would keep the dashboard waiting. Nor does waiting
 * for one to end help.
 */
const DOWNLOADS: TurnLimits = { openMax: 3, waitingMax: 0, waitMsMax: 0 };
/** A team with several browsers each, and its programs. One that does not read holds 1 MiB (tail.ts). */
const TAILS: TurnLimits = { openMax: 20, waitingMax: 0, waitMsMax: 0 };

export interface OpenCalls {
  questions: InTurn;
  downloads: InTurn;
  tails: InTurn;
}

/**
 * What one resource may have open at a time in this process, whoever of its people and programs asks: memory and the
 * store's few places are for all resources. (rate-limit.ts counts how often one asks, which says nothing of that.)
 */
export function openCalls(questions = QUESTIONS): OpenCalls {
  return {
    questions: inTurn("searches", questions),
    downloads: inTurn("downloads", DOWNLOADS),
    tails: inTurn("live tails", TAILS),
  };
}

function inTurn(what: string, limits: TurnLimits): InTurn {
  const turns = new Turns(limits);
  return (handler) => async (req, res, next) => {
    const end = await turns.take(ctxOf(res).resourceId, abortOnLeave(req));
    if (end === null) {
      res.set("Retry-After", String(RETRY_SECONDS));
      throw new Fault("api.too_many_open", {
        fill: { max: String(limits.openMax), what, seconds: String(RETRY_SECONDS) },
      });
    }
    try {
      await handler(req, res, next);
    } finally {
      end();
    }
  };
}
