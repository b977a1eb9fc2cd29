import { type Logger, pino } from "pino";

export type Log = Logger;

/**
 * Our own log: JSON lines on stdout, one wide line per request and per job.
 * Secrets are kept out by not logging them; the redaction list is the second fence, for headers and bodies that a
 * library might attach to an error.
 */
export function createLog(level: string): Log {
  return pino({
    level,
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
        "err.config",
        "err.response",
      ],
      censor: "[redacted]",
    },
  });
}
