import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { ClickHouseError } from "@clickhouse/client";
import { ChdbConnection, type ConnBaseQueryParams, type ConnExecParams, type ConnInsertParams } from "chdb/connection";
import { isUnknownSetting } from "../../lib/unknown-setting.ts";

/** Settings of the HTTP protocol, which chDB's connection drops or turns into options of its own. */
const protocolSettings = /^(default_format|wait_end_of_query|.*http.*)$/;
/** Any statement that succeeds takes what an earlier one left; this one's answer is not read. */
const takesLeftRows = "SELECT 1";
/** A query that has just been handed over may not be known to the engine yet, so that is told again. */
const killEveryMs = 50;

/**
 * One chDB session, which runs one statement after the other. Those that wait do so here: in the engine each would hold
 * one of libuv's few threads, and nothing else would find one, least of all what ends a query.
 *
 * It keeps what `@clickhouse/client` promises about a call, which chDB's own connection does not:
 *
 * - *Bound values.* chDB runs all bound queries of a process one after the other, so a two-second search would make
 *   every other one wait. Set as `param_<name>` of its session, as the HTTP protocol does, they run in parallel.
 * - *Settings hold for one call.* chDB sets them for the rest of the session: an `insert_deduplication_token` would
 *   stay, and the next insert without one would vanish as a repeat of it. Each call therefore puts every setting an
 *   earlier call used back to its default, in the same script as its own statement.
 * - *A query ends with its signal*, in the engine too. chDB only lets its caller go and reads on, and whoever comes next
 *   would wait for an answer that nobody wants. (`system.processes` lists one that was killed until its session runs
 *   the next.)
 * - *An answer holds its own rows only.* What a query had given before it failed, or was killed, chDB puts in front of
 *   the next answer of its session, which may be another tenant's. So after each failure a statement that nobody reads
 *   takes it, and until that has succeeded no other is run.
 * - *Errors* are the client's `ClickHouseError`; chDB throws a copy of that class from another package.
 */
export class ChdbSession extends ChdbConnection {
  readonly #settingsUsed = new Set<string>();
  readonly #paramsUsed = new Set<string>();
  readonly #killer: ChdbConnection;
  #mayHaveLeftRows = false;
  #last: Promise<unknown> = Promise.resolve();
  #unended = 0;

  /** @param killer another session on the same data: this one may be busy with what is to end */
  constructor(options: { path: string }, killer: ChdbConnection) {
    super(options);
    this.#killer = killer;
  }

  /** Statements that run or wait for their turn, among them those whose caller has left: the engine runs on until it notices. */
  get unended(): number {
    return this.#unended;
  }

  override async query({ abort_signal: signal, ...params }: ConnBaseQueryParams) {
    if (!signal) return this.#inTurn(params, (own) => super.query(own));
    signal.throwIfAborted();
    const name = randomUUID();
    const named = { ...params, clickhouse_settings: { ...params.clickhouse_settings, log_comment: name } };
    const running = this.#inTurn(named, (own) => {
      signal.throwIfAborted();
      return killedWith(signal, super.query(own), () => this.#kill(name));
    });
    return untilAborted(signal, running);
  }

  override command(params: ConnBaseQueryParams) {
    return this.#inTurn(params, (own) => super.command(own));
  }

  override exec(params: ConnExecParams<Readable>) {
    return this.#inTurn(params, (own) => super.exec(own));
  }

  override insert(params: ConnInsertParams<Readable>) {
    return this.#inTurn(params, (own) => super.insert(own));
  }

  #kill(name: string) {
    const query = `KILL QUERY WHERE Settings['log_comment'] = ${quote(name)} ASYNC`;
    return this.#killer.command({ query } as ConnBaseQueryParams);
  }

  #inTurn<P extends ConnBaseQueryParams, R>(params: P, call: (own: P) => Promise<R>): Promise<R> {
    this.#unended++;
    const turn = this.#last
      .then(() => this.#run(params, call))
      .finally(() => {
        this.#unended--;
      });
    this.#last = turn.catch(() => {}); // who asked is told
    return turn;
  }

  async #run<P extends ConnBaseQueryParams, R>(params: P, call: (own: P) => Promise<R>): Promise<R> {
    await this.#dropLeftRows();
    const settings = Object.entries(params.clickhouse_settings ?? {})
      .filter(([name, value]) => value !== undefined && !protocolSettings.test(name))
      .map(([name]) => name);
    const isNew = new Set(settings.filter((name) => !this.#settingsUsed.has(name)));
    const { query_params, ...rest } = params;
    const query = `${this.#resetOthers(settings)}${this.#bind(params.query, query_params)}${params.query}`;
    for (const name of settings) this.#settingsUsed.add(name);
    try {
      return await call({ ...rest, query } as P);
    } catch (error) {
      this.#mayHaveLeftRows = true;
      const mapped = toClickHouseError(error);
      // A name the engine does not know would also fail each later reset.
      if (isUnknownSetting(mapped)) for (const name of isNew) this.#settingsUsed.delete(name);
      throw mapped;
    }
  }

  async #dropLeftRows(): Promise<void> {
    if (!this.#mayHaveLeftRows) return;
    await super.command({ query: takesLeftRows } as ConnBaseQueryParams);
    this.#mayHaveLeftRows = false;
  }

  #resetOthers(settings: readonly string[]): string {
    const others = [...this.#settingsUsed].filter((name) => !settings.includes(name));
    return others.length === 0 ? "" : `SET ${others.map((name) => `${name} = DEFAULT`).join(", ")}; `;
  }

  /** @throws Error when the query names a value that is not given, as a server would; an older one is still set here */
  #bind(query: string, values: Record<string, unknown> = {}): string {
    for (const [, name] of query.matchAll(/\{(\w+)\s*:/g)) {
      if (name !== undefined && !Object.hasOwn(values, name) && this.#paramsUsed.has(name)) {
        throw new Error(`The query's value {${name}} is not given.`);
      }
    }
    const entries = Object.entries(values);
    if (entries.length === 0) return "";
    for (const [name] of entries) {
      if (!/^\w+$/.test(name)) throw new Error(`${JSON.stringify(name)} is not a name for a query's value.`);
      this.#paramsUsed.add(name);
    }
    return `SET ${entries.map(([name, value]) => `param_${name} = ${quote(formatValue(value))}`).join(", ")}; `;
  }
}

/** What `running` gives, or the signal's reason as soon as it is aborted. */
function untilAborted<T>(signal: AbortSignal, running: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}

/**
 * What `running` gives; once the signal is aborted, `kill` is called until it ended. Settles after the last kill: the
 * session's next statement begins under the same name, and must not be met by it.
 */
async function killedWith<T>(signal: AbortSignal, running: Promise<T>, kill: () => Promise<unknown>): Promise<T> {
  let isRunning = true;
  let killing: Promise<void> = Promise.resolve();
  const killUntilEnded = async () => {
    while (isRunning) {
      await kill().catch(() => {}); // refused only when it is closed, and the engine with it
      await Promise.race([running.catch(() => {}), delay(killEveryMs)]);
    }
  };
  const start = () => {
    killing = killUntilEnded();
  };
  signal.addEventListener("abort", start, { once: true });
  try {
    return await running;
  } finally {
    isRunning = false;
    signal.removeEventListener("abort", start);
    await killing;
  }
}

/** A value as the HTTP protocol's `param_` takes it: tab-separated escaping outside, SQL literals inside arrays. */
function formatValue(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string") return escapeText(value);
  if (value instanceof Date) return (value.getTime() / 1000).toFixed(3);
  if (Array.isArray(value)) return `[${value.map(formatElement).join(",")}]`;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw new Error(`A query's value cannot be a ${typeof value}.`);
}

function formatElement(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return typeof value === "string" ? quote(value) : formatValue(value);
}

const escapes: Record<string, string> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
  "'": "\\'",
  "\\": "\\\\",
};
const escapeText = (text: string) => text.replace(/[\t\n\r\0'\\]/g, (character) => escapes[character] ?? character);
const quote = (text: string) => `'${escapeText(text)}'`;

function toClickHouseError(error: unknown): unknown {
  const { code, type, message } = error as Partial<ClickHouseError>;
  if (error instanceof ClickHouseError || !(error instanceof Error) || !code || !type) return error;
  return Object.assign(new ClickHouseError({ message: message ?? "", code, type }), { cause: error });
}
