const all = ["global", "read", "read-protected", "write", "write-protected"];

/**
 * OAuth scopes that open a call. `read` and `write` leave out the account and config vars; `identity` opens the
 * account alone.
 * Source: Dev Center "OAuth", Scopes; `OAuth-Scope-Accepted: global` of team members in JupiterOne/graph-heroku
 *
 * @param auditScopes  scopes besides `global` that open the audit trail, a setting
 */
export function acceptedScopes(method: string, path: string, auditScopes: readonly string[]): readonly string[] {
  const isRead = method === "GET" || method === "HEAD";
  if (path === "/account/rate-limits") return [...all, "identity"];
  if (path === "/account") return isRead ? ["global", "identity"] : ["global"];
  if (/^\/oauth\//.test(path)) return ["global"];
  if (/^\/teams\/[^/]+\/members/.test(path)) return ["global"];
  if (/^\/enterprise-accounts\/[^/]+\/(events|archives)/.test(path)) return ["global", ...auditScopes];
  if (/\/config-vars/.test(path)) {
    return isRead ? ["global", "read-protected", "write-protected"] : ["global", "write-protected"];
  }
  return isRead ? all : ["global", "write", "write-protected"];
}
