/**
 * Heroku answered, and the answer is no. Decide by `status` and `id`, never by the message.
 * Source: Platform API reference, "Error responses".
 */
export class HerokuError extends Error {
  readonly status: number;
  readonly id: string;
  constructor(status: number, id: string, call: string) {
    super(`Heroku answered ${status} ${id} to ${call}`);
    this.name = "HerokuError";
    this.status = status;
    this.id = id;
  }
  /** Worth another try later: rate limits, conflicts that pass, Heroku's own trouble. */
  get isTemporary(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

/** @param call method and path, for the log; never with a query string that holds a secret */
export function toHerokuError(status: number, text: string, call: string): HerokuError {
  let id = "unknown";
  try {
    const body = JSON.parse(text) as { id?: unknown };
    if (typeof body.id === "string") id = body.id;
  } catch {
    // not JSON: a proxy's page; the status says enough
  }
  return new HerokuError(status, id, call);
}
