/*
 * Somebody follows a link to a line, has no session, and signs in by Heroku, which always opens the logs. What they wanted to see
 * is kept in this browser meanwhile, because signing in opens another tab as often as not.
 */
const KEY = "draintrail.way-back";
/** Longer than a sign-in with a second factor takes, shorter than one goes on remembering a link. */
const KEPT_MS = 15 * 60_000;

interface WayBack {
  /** Path and search within the dashboard. */
  href: string;
  /** Of the page that was left; null: it was never shown. */
  resourceId: string | null;
  atMs: number;
}

/** Keeps what this page was to show. */
export function keepWayBack(way: WayBack): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(way));
  } catch {
    // Storage is off: signing in leads to the logs.
  }
}

/** Forgets what was kept: whoever signs out on purpose wants to go nowhere. */
export function forgetWayBack(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

/** Where to go after signing in, once; null: nowhere else. What was shown of another add-on leads nowhere in this one. */
export function takeWayBack(resourceId: string, nowMs: number): string | null {
  const way = read();
  forgetWayBack();
  if (way === null || nowMs - way.atMs > KEPT_MS || nowMs < way.atMs) return null;
  return way.resourceId === null || way.resourceId === resourceId ? way.href : null;
}

function read(): WayBack | null {
  try {
    const way = JSON.parse(localStorage.getItem(KEY) ?? "null");
    // A path of this site and nothing else: `//host` and `https:` lead away.
    return typeof way?.href === "string" && /^\/(?![/\\])/.test(way.href) && typeof way.atMs === "number" ? way : null;
  } catch {
    return null;
  }
}
