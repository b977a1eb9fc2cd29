/** One HTTP call the sandbox took or made. */
export interface CallRecord {
  at: string;
  /** `in`: somebody called the sandbox; `out`: the sandbox, as Heroku, called the partner. */
  direction: "in" | "out";
  method: string;
  /** Path and query for `in`, the whole URL for `out`. */
  path: string;
  headers: Record<string, string>;
  /** Parsed JSON or form, else the raw text; undefined when there was none. */
  body: unknown;
  /** 0 when the connection ended without an answer. */
  status: number;
}

const callsMax = 5_000;

/** The latest calls, oldest first, for assertions. Frames to drains are in the Logplex stats instead. */
export class RequestLog {
  readonly #calls: CallRecord[] = [];

  add(call: CallRecord): void {
    this.#calls.push(call);
    if (this.#calls.length > callsMax) this.#calls.shift();
  }

  /**
   * @param method  exact, or null for any
   * @param path    a string the path must contain, or a pattern
   */
  find(method: string | null, path: string | RegExp, direction: CallRecord["direction"] = "in"): CallRecord[] {
    return this.#calls.filter(
      (call) =>
        call.direction === direction &&
        (method === null || call.method === method) &&
        (typeof path === "string" ? call.path.includes(path) : path.test(call.path)),
    );
  }

  all(): readonly CallRecord[] {
    return this.#calls;
  }

  clear(): void {
    this.#calls.length = 0;
  }
}

export function flattenHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
