/** A system error code that says the other side could not be reached, as Node and its libraries give it in `code`. */
export function isConnectionCode(code: unknown): code is string {
  return typeof code === "string" && /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code);
}
