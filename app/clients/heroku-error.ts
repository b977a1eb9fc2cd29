/** What Heroku's headers say beside any answer; null where they say nothing. */
export interface HerokuTold {
  /** `RateLimit-Remaining`. */
  remaining: number | null;
  /** `OAuth-Scope`: what the token holds. */
  scopes: string | null;
  /** `OAuth-Scope-Accepted`: any of these opens the call. */
  scopesAccepted: string | null;
}

/** Source: Platform API reference, "Rate limits" and "Scopes". */
export function readTold(headers: Headers): HerokuTold {
  const remaining = headers.get("ratelimit-remaining");
  return {
    remaining: remaining !== null && /^\d{1,9}$/.test(remaining) ? Number(remaining) : null,
    scopes: headers.get("oauth-scope"),
    scopesAccepted: headers.get("oauth-scope-accepted"),
  };
}

/** No answer of Heroku's that could be read: worth another try later. */
export class HerokuAwayError extends Error {
  constructor(cause: unknown) {
    super("Heroku gave no answer that could be read", { cause });
    this.name = "HerokuAwayError";
  }
}

/**
 * Heroku answered, and the answer is no. Decide by `status` and `id`, never by the message.
 * Source: Platform API reference, "Error responses".
 */
export class HerokuError extends Error {
  readonly status: number;
  readonly id: string;
  /** Null where the caller did not read the headers. */
  readonly told: HerokuTold | null;
  constructor(status: number, id: string, call: string, told: HerokuTold | null = null) {
    super(`Heroku answered ${status} ${id} to ${call}`);
    this.name = "HerokuError";
    this.status = status;
    this.id = id;
    this.told = told;
  }
  /** Worth another try later: rate limits, conflicts that pass, Heroku's own trouble. */
  get isTemporary(): boolean {
    return this.status === 409 || this.status === 429 || this.status >= 500;
  }
}

/** @param call method and path, for the log; never with a query string that holds a secret */
export function toHerokuError(status: number, text: string, call: string, told: HerokuTold | null = null): HerokuError {
  let id = "unknown";
  try {
    const body = JSON.parse(text) as { id?: unknown };
    if (typeof body.id === "string") id = body.id;
  } catch {
    // not JSON: a proxy's page; the status says enough
  }
  return new HerokuError(status, id, call, told);
}
