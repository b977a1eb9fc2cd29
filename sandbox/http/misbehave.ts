import { setTimeout as delay } from "node:timers/promises";
import type { RequestHandler } from "express";
import { HerokuError } from "./heroku-error.ts";

/**
 * An order to misbehave. `route` is `METHOD /path`, method `*` for any; `:name` stands for one path segment, and a
 * final `*` for the rest: `GET /addons/:id/log-drains`, `* /enterprise-accounts/*`.
 */
export type Misdeed =
  | { kind: "answer"; route: string; status: number; times: number }
  | { kind: "slow"; route: string; delayMs: number; times: number }
  /** The connection is cut without an answer. */
  | { kind: "cut"; route: string; times: number }
  /** The next webhook events start this much later. */
  | { kind: "late-events"; delayMs: number; times: number };

const errorIds: Record<number, [id: string, message: string]> = {
  400: ["bad_request", "Bad request."],
  401: ["unauthorized", "Invalid credentials provided."],
  402: ["delinquent", "Your account is delinquent."],
  403: ["forbidden", "You do not have access to this resource."],
  404: ["not_found", "The requested resource could not be found."],
  429: ["rate_limit", "Your account reached the API limit. Please wait a few minutes before making new requests"],
  500: ["internal_server_error", "Internal server error."],
  503: ["service_unavailable", "Heroku API is temporarily unavailable."],
};

/** Orders in force, used up in the order they were given. */
export class Misbehaviour {
  readonly #misdeeds: Misdeed[] = [];

  order(misdeed: Misdeed): void {
    this.#misdeeds.push({ ...misdeed });
  }

  clear(): void {
    this.#misdeeds.length = 0;
  }

  pending(): readonly Misdeed[] {
    return this.#misdeeds;
  }

  /** Takes one use of the first order for this call. */
  takeFor(method: string, path: string): Misdeed | null {
    return this.#take(
      (misdeed) => misdeed.kind !== "late-events" && routePattern(misdeed.route).test(`${method} ${path}`),
    );
  }

  takeLateEventMs(): number {
    const misdeed = this.#take(({ kind }) => kind === "late-events");
    return misdeed?.kind === "late-events" ? misdeed.delayMs : 0;
  }

  #take(fits: (misdeed: Misdeed) => boolean): Misdeed | null {
    const index = this.#misdeeds.findIndex(fits);
    const misdeed = this.#misdeeds[index];
    if (!misdeed) return null;
    misdeed.times -= 1;
    if (misdeed.times <= 0) this.#misdeeds.splice(index, 1);
    return misdeed;
  }
}

/** Obeys the orders before any route sees the call. */
export function misbehaveFirst(misbehaviour: Misbehaviour): RequestHandler {
  return async (req, res, next) => {
    const misdeed = misbehaviour.takeFor(req.method, req.path);
    switch (misdeed?.kind) {
      case "answer": {
        const [id, message] = errorIds[misdeed.status] ?? ["error", `Ordered answer ${misdeed.status}.`];
        throw new HerokuError(misdeed.status, id, message);
      }
      case "slow":
        await delay(misdeed.delayMs);
        return next();
      case "cut":
        res.destroy();
        return;
      default:
        return next();
    }
  };
}

function routePattern(route: string): RegExp {
  const source = route
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/:[A-Za-z_]+/g, "[^/]+")
    .replace(/^\* /, "[A-Z]+ ")
    .replace(/\*$/, ".*");
  return new RegExp(`^${source}$`);
}
