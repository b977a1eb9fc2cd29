import { setTimeout as delay } from "node:timers/promises";
import type { RequestHandler, Response } from "express";
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
  /** Headers and half of the body, then the connection is cut. */
  | { kind: "cut-body"; route: string; times: number }
  /** The next webhook events start this much later. */
  | { kind: "late-events"; delayMs: number; times: number }
  /** How the next answers of the audit trail's events call differ. */
  | { kind: "audit-events"; fault: "duplicates" | "out-of-order"; times: number }
  /** Audit events show in the events call this much after they happened. In force until cleared. */
  | { kind: "late-audit-events"; delayMs: number; times: number }
  /** One month's archive, `YYYY-MM`. In force until cleared; `times` is how many events it lacks or adds. */
  | { kind: "archive"; account?: string | undefined; month: string; fault: ArchiveFault; times: number };

export type ArchiveFault = "wrong-checksum" | "truncated" | "lacks-events" | "adds-events";

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
    return this.#take((misdeed) => "route" in misdeed && routePattern(misdeed.route).test(`${method} ${path}`));
  }

  takeLateEventMs(): number {
    const misdeed = this.#take(({ kind }) => kind === "late-events");
    return misdeed?.kind === "late-events" ? misdeed.delayMs : 0;
  }

  takeAuditFault(): "duplicates" | "out-of-order" | null {
    const misdeed = this.#take(({ kind }) => kind === "audit-events");
    return misdeed?.kind === "audit-events" ? misdeed.fault : null;
  }

  lateAuditMs(): number {
    return this.#misdeeds.reduce((ms, each) => (each.kind === "late-audit-events" ? each.delayMs : ms), 0);
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
        if (misdeed.status === 429) res.set("RateLimit-Remaining", "0");
        throw new HerokuError(misdeed.status, id, message);
      }
      case "slow":
        await delay(misdeed.delayMs);
        return next();
      case "cut":
        res.destroy();
        return;
      case "cut-body":
        cutBody(res);
        return next();
      default:
        return next();
    }
  };
}

/** Lets half of the announced bytes through. An answer without `Content-Length` is cut at its first byte. */
function cutBody(res: Response): void {
  const write = res.write.bind(res) as (part: Buffer) => boolean;
  let left: number | null = null;
  const pass = (part: unknown): boolean => {
    left ??= Math.floor(Number(res.get("content-length") ?? 0) / 2);
    const bytes = Buffer.from(part as Buffer | string);
    if (bytes.length < left) {
      left -= bytes.length;
      return write(bytes);
    }
    write(bytes.subarray(0, left));
    // What was written must reach the socket before the socket goes.
    setImmediate(() => res.destroy());
    return false;
  };
  res.write = pass as Response["write"];
  res.end = ((part?: unknown) => {
    if (part !== undefined && typeof part !== "function") pass(part);
    return res;
  }) as Response["end"];
}

function routePattern(route: string): RegExp {
  const source = route
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/:[A-Za-z_]+/g, "[^/]+")
    .replace(/^\* /, "[A-Z]+ ")
    .replace(/\*$/, ".*");
  return new RegExp(`^${source}$`);
}
