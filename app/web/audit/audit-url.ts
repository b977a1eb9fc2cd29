import { cleanId } from "../lib/asked.ts";

/** What `/audit` is opened with when "Connect with Heroku" comes back. */
export interface AuditSearch {
  /** The pending connection, for an hour. */
  connection?: string;
  /** Why there is none. */
  connect_error?: string;
}

/** Keeps what can be understood of any address, and drops the rest; never throws. */
export function cleanAuditSearch(search: Record<string, unknown>): AuditSearch {
  const connection = cleanId(search.connection);
  const error = cleanId(search.connect_error);
  return {
    ...(connection === null ? {} : { connection }),
    ...(error === null ? {} : { connect_error: error }),
  };
}
