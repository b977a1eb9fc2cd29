import { type Logger, pino } from "pino";

export type Log = Logger;

/**
 * Our own log: JSON lines on stdout, one wide line per request and per job.
 * Secrets and log text are kept out by not logging them; of an error only what `describeError` names is told, and the
 * redaction list is the last fence.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    serializers: { err: describeError },
    redact: {
      paths: [
        "*.authorization",
        "*.cookie",
        "*.password",
        "*.token",
        "*.access_token",
        "*.refresh_token",
        "*.client_secret",
        "req.headers",
      ],
      censor: "[redacted]",
    },
  });
}

/** Causes of causes; deeper ones say nothing new. */
const CAUSES_MAX = 5;

/**
 * What is told of an error. Libraries hang on it whatever they were asked to do: ioredis the command with all its arguments,
 * which is a frame's body, or a password; HTTP clients the request. So members are named, and all others stay out.
 */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? error : `not an error: ${typeof error}`;
  const { code, status, constraint, table } = error as Partial<
    Record<"code" | "status" | "constraint" | "table", unknown>
  >;
  const isTold = depth < CAUSES_MAX;
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    code,
    status,
    constraint,
    table,
    ...(isTold && error.cause !== undefined && { cause: describeError(error.cause, depth + 1) }),
    ...(isTold &&
      error instanceof AggregateError && { errors: error.errors.map((each) => describeError(each, depth + 1)) }),
  };
}
