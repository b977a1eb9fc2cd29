import type { Express } from "express";

/**
 * Where alerts can be sent on this machine: takes whatever comes below `/inbox`, in the place of a chat, a pager or somebody's own
 * server. What came is among the calls that `GET /sandbox/requests?path=/inbox` lists; `/sandbox/misbehave` makes it fail.
 */
export function addInboxRoute(app: Express): void {
  app.post(["/inbox", "/inbox/*path"], (_req, res) => {
    res.json({ ok: true });
  });
}
