import type { EmbeddedLog } from "../../app/stores/embedded/log.ts";

/** What goes wrong in a store under test must be seen; the rest is noise. */
export const quietLog: EmbeddedLog = {
  debug() {},
  info() {},
  warn() {},
  error: (fields, message) => void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};
